package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import dev.sluice.cli.terminal.PassingLine;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows work queues and their items, and has what failed tried again; {@code apply} makes them, from documents. */
@Command(
        name = "queue",
        synopsisSubcommandLabel = "(apply | list | status | items | result | retry | rescan | watch | delete)",
        description = "Makes work queues, shows how they and their items stand, and has what failed tried again.")
public final class QueueVerb {

    private static final String NAME = "NAME";
    private static final String QUEUE = "The work queue.";

    private final Session session;

    public QueueVerb(Session session) {
        this.session = session;
    }

    @Command(name = "list", description = "Shows all work queues.")
    int list() {
        Doc all = session.platform().read(Request.get("/work-queues"));
        if (session.json()) {
            session.print(all.pretty());
        } else if (all.docs("workQueues").isEmpty()) {
            session.print("There are no work queues.");
        } else {
            Table table = new Table("QUEUE", "STATE", "WAITING", "RUNNING", "DONE", "PARKED", "DETAIL");
            for (Doc each : all.docs("workQueues")) {
                table.row(
                        each.text("name"),
                        each.text("state"),
                        Long.toString(left(each)),
                        Long.toString(each.count("running")),
                        Long.toString(each.count("done")),
                        Long.toString(each.count("parked")),
                        each.text("detail"));
            }
            table.print(session.terminal());
        }
        return Exit.OK;
    }

    /** Those that are worked on are among those that wait, and are told beside them. */
    private static long left(Doc queue) {
        return Math.max(0, queue.count("waiting") + queue.count("retrying") - queue.count("running"));
    }

    @Command(name = "status", description = "Shows how a work queue stands.")
    int status(@Parameters(paramLabel = NAME, description = QUEUE) String name) {
        Doc queue = session.platform().read(Request.get(path(name)));
        if (session.json()) {
            session.print(queue.pretty());
        } else {
            session.print(sentence(queue));
            if (!queue.text("detail").isEmpty()) {
                session.print(Terminal.harmless(queue.text("detail")));
            }
        }
        return Exit.OK;
    }

    private static String sentence(Doc queue) {
        return queue.text("name") + " is " + queue.text("state") + ": " + counts(queue);
    }

    private static String counts(Doc queue) {
        StringBuilder told = new StringBuilder();
        told.append(queue.count("done"))
                .append(" done, ")
                .append(queue.count("running"))
                .append(" running, ");
        told.append(left(queue))
                .append(" waiting, ")
                .append(queue.count("parked"))
                .append(" parked");
        if (queue.has("rate")) {
            told.append(", ").append(Units.rate(Double.parseDouble(queue.text("rate"))));
        }
        if (queue.has("timeLeft")) {
            told.append(", ")
                    .append(Units.span(Duration.ofSeconds(queue.count("timeLeft"))))
                    .append(" left");
        }
        return told.toString();
    }

    @Command(name = "items", description = "Shows the items of a work queue, in the order of their names.")
    int items(
            @Parameters(paramLabel = NAME, description = QUEUE) String name,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            description = "Only those that are waiting, retrying, done or parked.")
                    Optional<String> state,
            @Option(names = "--after", paramLabel = "ITEM", description = "Only those behind this one.")
                    Optional<String> after,
            @Option(names = "--limit", paramLabel = "N", description = "As many at most, 1 to 1000. Default: 100.")
                    Optional<String> limit) {
        String target = new Query()
                .with("state", state)
                .with("after", after)
                .with("limit", limit)
                .of(path(name) + "/items");
        Doc page = session.platform().read(Request.get(target));
        if (session.json()) {
            session.print(page.pretty());
            return Exit.OK;
        }
        if (page.docs("items").isEmpty()) {
            session.print("There are no such items.");
            return Exit.OK;
        }
        Table table = new Table("ITEM", "VERSION", "STATE", "ATTEMPTS", "TOOK", "SINCE", "WHY");
        for (Doc each : page.docs("items")) {
            table.row(
                    each.text("name"),
                    each.text("version"),
                    each.text("state"),
                    Long.toString(each.count("attempts")),
                    each.has("tookMillis") ? each.text("tookMillis") + " ms" : "",
                    each.text("since"),
                    (each.text("reason") + " " + each.text("detail")).strip());
        }
        table.print(session.terminal());
        if (page.has("next")) {
            session.note("There are more: --after " + Terminal.harmless(page.text("next")));
        }
        return Exit.OK;
    }

    @Command(name = "result", description = "Writes what came of an item that is done.")
    int result(
            @Parameters(paramLabel = NAME, description = QUEUE) String name,
            @Parameters(paramLabel = "ITEM", description = "The item.") String item) {
        try (Response answer = session.platform().manage(Request.get(item(name, item) + "/result"))) {
            session.terminal().out().write(answer.body().readAllBytes());
            session.terminal().out().flush();
        } catch (IOException e) {
            throw new CommandException(Exit.UNREACHABLE, "The result ended in the middle: " + e.getMessage());
        }
        return Exit.OK;
    }

    @Command(
            name = "retry",
            description = "Has an item tried again that is parked, or waits for its next attempt; all that are parked"
                    + " without one.")
    int retry(
            @Parameters(paramLabel = NAME, description = QUEUE) String name,
            @Parameters(paramLabel = "ITEM", arity = "0..1", description = "One item.") Optional<String> item) {
        String target = item.map(one -> item(name, one)).orElseGet(() -> path(name)) + "/retry";
        Doc before = session.platform().read(Request.of("POST", target, Body.NONE));
        shown(
                before,
                item.map(one -> "The item '" + Terminal.harmless(one) + "' is tried again.")
                        .orElseGet(() -> before.count("parked") + " items are tried again."));
        return Exit.OK;
    }

    @Command(name = "rescan", description = "Has the source of a work queue listed now.")
    int rescan(@Parameters(paramLabel = NAME, description = QUEUE) String name) {
        shown(
                session.platform().read(Request.of("POST", path(name) + "/rescan", Body.NONE)),
                "The source of '" + name + "' is listed now.");
        return Exit.OK;
    }

    @Command(
            name = "watch",
            description = "Shows how a work queue stands as that changes, until nothing is left to be done of a source"
                    + " whose items end, or until it is interrupted; fails if items are parked then.")
    int watch(@Parameters(paramLabel = NAME, description = QUEUE) String name) {
        PassingLine line = new PassingLine(session.terminal());
        Doc last;
        try {
            last = new Followed(session, path(name), "the queue goes on without it: ./sluice queue status shows it")
                    .toItsEnd(event -> draw(Doc.parse(event.data()), line));
        } finally {
            line.clear();
        }
        shown(last, sentence(last));
        return last.count("parked") == 0 ? Exit.OK : Exit.FAILED;
    }

    private void draw(Doc queue, PassingLine line) {
        if (line.isWatched()) {
            line.draw(counts(queue));
        } else if (!session.json()) {
            session.note(counts(queue));
        }
    }

    @Command(
            name = "delete",
            description = "Deletes work queues, with the record of what was done. What is under way is cancelled.")
    int delete(@Parameters(paramLabel = NAME, arity = "1..*", description = QUEUE) List<String> names) {
        for (String name : names) {
            session.platform().text(Request.of("DELETE", "/documents/workqueue/" + Platform.encoded(name), Body.NONE));
            if (!session.json()) {
                session.print("The work queue '" + name + "' is deleted.");
            }
        }
        return Exit.OK;
    }

    private void shown(Doc answer, String sentence) {
        session.print(session.json() ? answer.pretty() : sentence);
    }

    private static String path(String name) {
        return "/work-queues/" + Platform.encoded(name);
    }

    private static String item(String name, String item) {
        return path(name) + "/items/" + Platform.encoded(item);
    }
}
