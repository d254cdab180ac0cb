package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads and cancels calls that run later. */
@Command(
        name = "invocations",
        synopsisSubcommandLabel = "(show | cancel)",
        description = "Shows what became of a call that runs later, or cancels it.")
public final class Invocations {

    private final Session session;

    public Invocations(Session session) {
        this.session = session;
    }

    @Command(name = "show", description = "Shows the state of a call, and its answer if it has one.")
    int show(
            @Parameters(paramLabel = "ID", description = "The call.") String id,
            @Option(
                            names = "--secret",
                            paramLabel = "SECRET",
                            description = "What its acceptance told; not needed by who may manage.")
                    Optional<String> secret,
            @Option(names = "--wait", paramLabel = "TIME", description = "Waits so long for its end, up to 60s.")
                    Optional<String> wait) {
        String query = wait.map(time -> "?wait=" + Platform.encoded(time)).orElse("");
        String text = session.platform().text(opened(Request.get(path(id) + query), secret));
        session.print(session.json() ? text.strip() : lines(Doc.parse(text)));
        return Exit.OK;
    }

    @Command(name = "cancel", description = "Cancels a call that is not over.")
    int cancel(
            @Parameters(paramLabel = "ID", description = "The call.") String id,
            @Option(
                            names = "--secret",
                            paramLabel = "SECRET",
                            description = "What its acceptance told; not needed by who may manage.")
                    Optional<String> secret) {
        session.platform().text(opened(Request.of("DELETE", path(id), Body.NONE), secret));
        if (!session.json()) {
            session.print("Call " + id + " is cancelled, unless it ended first.");
        }
        return Exit.OK;
    }

    private static String path(String id) {
        return "/invocations/" + Platform.encoded(id);
    }

    private static Request opened(Request request, Optional<String> secret) {
        return secret.map(told -> request.with("X-Call-Secret", told)).orElse(request);
    }

    private static String lines(Doc call) {
        StringBuilder lines = new StringBuilder();
        line(lines, "function", call.text("function"));
        line(lines, "state", call.text("state"));
        line(lines, "attempts", call.text("attempts"));
        line(lines, "accepted", call.text("acceptedAt"));
        line(lines, "next attempt", call.text("nextAttemptAt"));
        line(lines, "reason", call.text("reason"));
        line(lines, "error", call.text("error"));
        line(lines, "callback", call.text("callback"));
        Doc answer = call.doc("answer");
        line(lines, "status", answer.text("status"));
        line(lines, "answer", answer.text("text") + answer.text("base64") + answer.text("omitted"));
        return lines.toString().stripTrailing();
    }

    private static void line(StringBuilder lines, String name, String value) {
        if (!value.isEmpty()) {
            lines.append(String.format("%-13s %s%n", name, value));
        }
    }
}
