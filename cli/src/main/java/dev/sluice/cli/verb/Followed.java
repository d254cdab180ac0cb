package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.ProblemException;
import dev.sluice.cli.api.ServerEvent;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Something that the platform tells of until it is over. A connection that is lost is made again. */
final class Followed {

    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Connections in a row of which nothing new came. */
    private static final int TRIES = 5;

    private final Session session;
    private final String path;
    private final String without;
    private String lastEvent = "0";
    private int fruitless;
    private Optional<Doc> ended = Optional.empty();

    /**
     * Something that can be followed.
     *
     * @param path where it is told
     * @param without what becomes of it where nobody follows it, in a sentence's second half
     */
    Followed(Session session, String path, String without) {
        this.session = session;
        this.path = path;
        this.without = without;
    }

    /** Gives all events to {@code each} but the last, whose data this returns. */
    Doc toItsEnd(Consumer<ServerEvent> each) {
        while (ended.isEmpty()) {
            if (fruitless >= TRIES) {
                throw new CommandException(Exit.UNREACHABLE, "The connection was lost, and " + without + ".");
            }
            if (fruitless > 0) {
                pause();
            }
            fruitless++;
            follow(each);
        }
        return ended.get();
    }

    private void follow(Consumer<ServerEvent> each) {
        Request request =
                ServerEvent.following(Request.get(path + "?follow=true")).with("Last-Event-ID", lastEvent);
        try (Response answer = session.platform().manage(request);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            ServerEvent.read(lines, event -> {
                fruitless = event.id().equals(lastEvent) ? fruitless : 1;
                lastEvent = event.id().isEmpty() ? lastEvent : event.id();
                if (event.name().equals("ended")) {
                    ended = Optional.of(Doc.parse(event.data()));
                } else {
                    each.accept(event);
                }
            });
        } catch (IOException e) {
            // Tried again, and told when that does not help.
        } catch (ProblemException e) {
            if (!e.problem().reason().equals("too_many_followers")) {
                throw e;
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(Exit.FAILED, "Interrupted: " + without + ".");
        }
    }
}
