package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.ServerEvent;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a function printed and logged. */
@Command(name = "logs", description = "Shows what a function printed and logged.")
public final class Logs implements Callable<Integer> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The function.")
    String name = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on with each new line, until Ctrl-C.")
    boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "N",
            description = "How many lines, up to 10000. Default: 100.")
    Optional<Integer> tail = Optional.empty();

    @Option(names = "--invocation", paramLabel = "ID", description = "Only the lines of this call.")
    Optional<String> invocation = Optional.empty();

    public Logs(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Response answer = session.platform().manage(request());
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            if (follow) {
                ServerEvent.read(lines, event -> showEvent(event.name(), event.data()));
            } else {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    show(line);
                }
            }
        } catch (IOException e) {
            throw new CommandException(Exit.UNREACHABLE, "The connection was lost: " + e.getMessage() + ".");
        }
        if (follow) {
            session.note("The platform ended the connection.");
        }
        return Exit.OK;
    }

    private Request request() {
        StringBuilder target = new StringBuilder("/functions/" + Platform.encoded(name) + "/logs?follow=" + follow);
        tail.ifPresent(lines -> target.append("&tail=").append(lines));
        invocation.ifPresent(id -> target.append("&invocation=").append(Platform.encoded(id)));
        Request request = Request.get(target.toString());
        return follow ? ServerEvent.following(request) : request;
    }

    private void showEvent(String event, String data) {
        if (event.equals("lost") && !session.json()) {
            session.note(session.terminal()
                    .yellow(Units.counted(Doc.parse(data).count("lost"), "line is missing", "lines are missing")
                            + " here: more came than were read."));
        } else {
            show(data);
        }
    }

    private void show(String line) {
        if (session.json() || line.isBlank()) {
            session.print(line);
            return;
        }
        Doc entry = Doc.parse(line);
        Terminal terminal = session.terminal();
        String source = entry.text("source");
        String text = entry.text("line").lines().map(Terminal::harmless).collect(Collectors.joining("\n"));
        session.print(terminal.dim(time(entry.text("time")) + " " + (source + "      ").substring(0, 6)) + " "
                + switch (source) {
                    case "error", "stderr" -> terminal.red(text);
                    case "warn" -> terminal.yellow(text);
                    default -> text;
                });
    }

    private static String time(String text) {
        try {
            return TIME.format(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return text;
        }
    }
}
