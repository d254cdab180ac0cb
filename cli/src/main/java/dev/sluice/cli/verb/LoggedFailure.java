package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Terminal;
import java.util.List;

/** What a function's log says of a call that failed: for those who may read it, where the answer itself is brief. */
final class LoggedFailure {

    private static final String BEGINS = "[sluice]";
    private static final int MOST = 60;

    private LoggedFailure() {}

    /** Prints it, if there is a token and the log has it; never fails. */
    static void print(Session session, String function, String invocation) {
        if (session.json() || invocation.isEmpty()) {
            return;
        }
        try {
            Platform platform = session.platform();
            if (platform.token().isEmpty()) {
                return;
            }
            String lines = platform.text(Request.get("/functions/" + Platform.encoded(function)
                    + "/logs?follow=false&tail=" + MOST + "&invocation=" + Platform.encoded(invocation)));
            failure(lines.lines()
                            .filter(line -> !line.isBlank())
                            .map(Doc::parse)
                            .toList())
                    .forEach(line -> session.note("  " + session.terminal().yellow(Terminal.harmless(line))));
        } catch (CommandException | IllegalArgumentException e) {
            // The answer was shown; who may not read the log has been told where it is.
        }
    }

    private static List<String> failure(List<Doc> lines) {
        return lines.stream()
                .filter(line -> line.text("source").equals("error"))
                .map(line -> line.text("line"))
                .dropWhile(line -> !line.startsWith(BEGINS))
                .map(line -> line.startsWith(BEGINS)
                        ? line.substring(BEGINS.length()).strip()
                        : line)
                .toList();
    }
}
