package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Problem;
import dev.sluice.cli.api.ProblemException;
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
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which records are shown, and how. */
final class TopicTail {

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on with each new record, until Ctrl-C.")
    boolean follow;

    @Option(
            names = {"-n", "--max"},
            paramLabel = "N",
            description = "How many records, up to 10000. Default: 100, and all with --follow.")
    Optional<Integer> max = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            description =
                    "begin, end, an offset, -N for the last N, or a time as in 2026-11-28T09:30:00Z. Default: the last ones.")
    Optional<String> from = Optional.empty();

    @Option(names = "--partition", paramLabel = "N", description = "Only this one.")
    Optional<Integer> partition = Optional.empty();

    int run(Session session, String path) {
        try (Response answer = session.platform().manage(request(path));
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            if (follow) {
                ServerEvent.read(lines, event -> show(session, event.name(), event.data()));
            } else {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    show(session, line);
                }
            }
        } catch (IOException e) {
            throw new CommandException(Exit.UNREACHABLE, "The connection was lost: " + e.getMessage() + ".");
        }
        if (follow && max.isEmpty()) {
            session.note("The platform ended the connection.");
        }
        return Exit.OK;
    }

    private Request request(String path) {
        StringBuilder target = new StringBuilder(path + "/records?follow=" + follow);
        max.ifPresent(records -> target.append("&max=").append(records));
        from.ifPresent(place -> target.append("&from=").append(Platform.encoded(place)));
        partition.ifPresent(number -> target.append("&partition=").append(number));
        Request request = Request.get(target.toString());
        return follow ? ServerEvent.following(request) : request;
    }

    private static void show(Session session, String event, String data) {
        switch (event) {
            case "failed" -> throw new ProblemException(Problem.of(Doc.parse(data)));
            case "lost" -> {
                Doc lost = Doc.parse(data);
                session.note(session.terminal()
                        .yellow(Units.counted(lost.count("lost"), "record is", "records are") + " gone from partition "
                                + lost.text("partition") + ": the topic keeps them no longer."));
            }
            default -> show(session, data);
        }
    }

    private static void show(Session session, String line) {
        if (session.json() || line.isBlank()) {
            session.print(line);
            return;
        }
        Doc record = Doc.parse(line);
        Terminal terminal = session.terminal();
        session.print(terminal.dim(record.text("time") + " " + record.text("partition") + ":" + record.text("offset"))
                + " " + terminal.cyan(bytes(record, "key")) + " " + bytes(record, "value"));
    }

    /** Text as it is, other bytes in base 64, and a dash for nothing. */
    private static String bytes(Doc record, String name) {
        if (record.has(name + "Base64")) {
            return "base64:" + record.text(name + "Base64");
        }
        return record.has(name) ? Terminal.harmless(record.text(name)) : "-";
    }
}
