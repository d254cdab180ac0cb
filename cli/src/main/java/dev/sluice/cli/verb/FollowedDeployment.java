package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Problem;
import dev.sluice.cli.api.ProblemException;
import dev.sluice.cli.api.ServerEvent;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import dev.sluice.cli.terminal.PassingLine;
import dev.sluice.cli.terminal.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A deployment that is watched to its end. Its steps are lines for whoever watches: one that is drawn again where a person
 * does, one each elsewhere.
 */
final class FollowedDeployment {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int TRIES = 5;

    private final Session session;
    private final String path;
    private final boolean quiet;
    private final PassingLine line;
    private String lastEvent = "0";
    private Optional<Doc> ended = Optional.empty();

    /** @param quiet whether nothing is shown of it */
    FollowedDeployment(Session session, String path, boolean quiet) {
        this.session = session;
        this.path = path;
        this.quiet = quiet || session.json();
        this.line = new PassingLine(session.terminal());
    }

    /**
     * Waits for the end; a connection that is lost is made again.
     *
     * @return what came of it
     * @throws ProblemException if it failed
     */
    Doc result() {
        for (int i = 1; ended.isEmpty(); i++) {
            if (i > TRIES) {
                throw new CommandException(
                        Exit.UNREACHABLE,
                        "The connection was lost, and the deployment goes on without it: ./sluice deployments shows it.");
            }
            if (i > 1) {
                pause();
            }
            follow();
        }
        Doc problem = ended.get().doc("problem");
        if (!problem.names().isEmpty()) {
            throw new ProblemException(Problem.of(problem));
        }
        return ended.get().doc("result");
    }

    private void follow() {
        Request request =
                ServerEvent.following(Request.get(path + "?follow=true")).with("Last-Event-ID", lastEvent);
        try (Response answer = session.platform().manage(request);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            ServerEvent.read(lines, this::happened);
        } catch (IOException e) {
            // Tried again, and told when that does not help.
        } catch (ProblemException e) {
            if (!e.problem().reason().equals("too_many_followers")) {
                throw e;
            }
        } finally {
            line.clear();
        }
    }

    private void happened(ServerEvent event) {
        lastEvent = event.id().isEmpty() ? lastEvent : event.id();
        Doc data = Doc.parse(event.data());
        switch (event.name()) {
            case "ended" -> ended = Optional.of(data);
            case "step" -> show(step(data), true);
            case "log" -> show(Terminal.harmless(data.text("line")), false);
            default -> {}
        }
    }

    private static String step(Doc step) {
        return Terminal.harmless(step.text("step").replace('_', ' ') + ": " + step.text("message"));
    }

    private void show(String text, boolean passing) {
        if (quiet) {
            return;
        }
        if (passing && line.isWatched()) {
            line.draw(text);
        } else {
            line.clear();
            session.note(session.terminal().dim(text));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(Exit.FAILED, "Interrupted; the deployment goes on without it.");
        }
    }
}
