package dev.sluice.cli.verb;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, reads, cancels and forgets calls that run later. */
@Command(
        name = "invocations",
        synopsisSubcommandLabel = "(list | show | cancel | purge)",
        description = "Calls that run later: lists them, shows what became of one, cancels them, forgets them.")
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

    @Command(name = "list", aliases = "ls", description = "Lists calls that run later, and how they stand.")
    int list(
            @Mixin InvocationFilter filter,
            @Option(
                            names = {"-n", "--limit"},
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "So many at most. Default: ${DEFAULT-VALUE}.")
                    int limit) {
        List<Doc> calls = new ArrayList<>();
        filter.each("/invocations", limit, target -> {
            Doc page = session.platform().read(Request.get(target));
            calls.addAll(page.docs("invocations"));
            return new InvocationFilter.Page(page.docs("invocations").size(), page.text("next"));
        });
        if (session.json()) {
            JsonArray all = new JsonArray();
            calls.forEach(call -> all.add(call.json()));
            JsonObject answer = new JsonObject();
            answer.add("invocations", all);
            session.print(answer.toString());
        } else if (calls.isEmpty()) {
            session.print("No such call.");
        } else {
            table(calls).print(session.terminal());
        }
        return Exit.OK;
    }

    private static Table table(List<Doc> calls) {
        Table table = new Table("ID", "FUNCTION", "STATE", "AGE", "ATTEMPTS", "VERSION", "KEY", "ERROR");
        Instant now = Instant.now();
        for (Doc call : calls) {
            table.row(
                    call.text("id"),
                    call.text("function"),
                    call.text("state"),
                    Units.age(call.text("acceptedAt"), now),
                    call.text("attempts"),
                    call.text("version"),
                    call.text("key"),
                    call.text("error"));
        }
        return table;
    }

    @Command(name = "cancel", description = "Cancels a call that is not over, or all that are not.")
    int cancel(
            @Parameters(arity = "0..1", paramLabel = "ID", description = "The call.") Optional<String> id,
            @Option(
                            names = "--secret",
                            paramLabel = "SECRET",
                            description = "What its acceptance told; not needed by who may manage.")
                    Optional<String> secret,
            @Option(names = "--all", description = "All that are meant by the options below.") boolean all,
            @Mixin InvocationFilter filter) {
        if (id.isPresent() == all) {
            throw CommandException.usage("Name one call by its id, or all of them by --all.");
        }
        if (id.isEmpty()) {
            return eachOf(
                    filter, "/invocations", "cancelled, unless it ended first", "cancelled, unless they ended first");
        }
        session.platform().text(opened(Request.of("DELETE", path(id.get()), Body.NONE), secret));
        if (!session.json()) {
            session.print("Call " + id.get() + " is cancelled, unless it ended first.");
        }
        return Exit.OK;
    }

    @Command(name = "purge", description = "Forgets what became of calls that are over.")
    int purge(
            @Option(names = "--all", required = true, description = "All that are meant by the options below.")
                    boolean all,
            @Mixin InvocationFilter filter) {
        return eachOf(filter, "/outcomes", "forgotten", "forgotten");
    }

    private int eachOf(InvocationFilter filter, String path, String done, String allDone) {
        long[] count = new long[1];
        filter.each(path, Integer.MAX_VALUE, target -> {
            Doc page = session.platform()
                    .read(Request.of("DELETE", target, Body.NONE).waiting(Duration.ZERO));
            count[0] += page.count("count");
            return new InvocationFilter.Page(0, page.text("next"));
        });
        session.print(
                session.json()
                        ? "{\"count\":" + count[0] + "}"
                        : count[0] + (count[0] == 1 ? " call is " + done : " calls are " + allDone) + ".");
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
        line(lines, "version", call.text("version"));
        line(lines, "priority", call.text("priority"));
        line(lines, "key", call.text("key"));
        line(lines, "accepted", call.text("acceptedAt"));
        line(lines, "next attempt", call.text("nextAttemptAt"));
        line(lines, "reason", call.text("reason"));
        line(lines, "error", call.text("error"));
        line(lines, "callback", call.text("callback"));
        Doc progress = call.doc("progress");
        line(lines, "progress", progress.text("text") + progress.text("base64"));
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
