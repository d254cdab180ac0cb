package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.terminal.PassingLine;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.time.Duration;
import java.util.stream.Collectors;

/** How batches stand, as sentences and tables. */
final class BatchPicture {

    private final Session session;

    BatchPicture(Session session) {
        this.session = session;
    }

    /** What was answered, in this sentence or as it came. */
    void shown(Doc answer, String sentence) {
        session.print(session.json() ? answer.pretty() : sentence);
    }

    /** How one stands, in a sentence. */
    void tell(Doc batch) {
        shown(batch, sentence(batch));
    }

    /** The same, and what of it has failed. */
    void show(Doc batch) {
        tell(batch);
        tellFailures(batch);
    }

    /** Prints all of a pipeline. */
    void list(Doc all) {
        if (session.json()) {
            session.print(all.pretty());
        } else if (all.docs("batches").isEmpty()) {
            session.print("There are no batches.");
        } else {
            Table table = new Table("BATCH", "STATE", "ITEMS", "UNDER WAY", "FAILED", "SINCE");
            for (Doc each : all.docs("batches")) {
                table.row(
                        Terminal.harmless(each.text("id")),
                        state(each),
                        Long.toString(each.count("stored")),
                        Long.toString(each.count("underWay")),
                        Long.toString(each.count("failed")),
                        each.text("openedAt"));
            }
            table.print(session.terminal());
        }
    }

    /** Draws it until nothing of it is under way, and tells how it ended; fails if items have failed. {@code path}: of the batch. */
    int follow(String path) {
        PassingLine line = new PassingLine(session.terminal());
        Doc batch;
        try {
            batch = new Followed(session, path, "the batch goes on without it: ./sluice pipeline batches shows it")
                    .toItsEnd(event -> draw(Doc.parse(event.data()), line));
        } finally {
            line.clear();
        }
        show(batch);
        return batch.text("state").equals("done") ? Exit.OK : Exit.FAILED;
    }

    private void draw(Doc batch, PassingLine line) {
        String now = (isPaused(batch) ? "paused, " : "") + batch.count("stored") + " items, " + batch.count("underWay")
                + " under way, " + batch.count("failed") + " failed" + progress(batch);
        if (line.isWatched()) {
            line.draw(now);
        } else if (!session.json()) {
            session.note(now);
        }
    }

    /** How fast it goes, and how long that takes; nothing where that is not known. */
    private static String progress(Doc batch) {
        if (!batch.has("rate")) {
            return "";
        }
        String rate = ", " + Units.rate(Double.parseDouble(batch.text("rate")));
        return batch.has("timeLeft")
                ? rate + ", " + Units.span(Duration.ofSeconds(batch.count("timeLeft"))) + " left"
                : rate;
    }

    private static boolean isPaused(Doc batch) {
        return batch.text("paused").equals("true");
    }

    private static String state(Doc batch) {
        String again =
                batch.has("rerunOf") ? ", a re-run of " + batch.text("rerunOf") + " from " + batch.text("from") : "";
        return batch.text("state") + (isPaused(batch) ? ", paused" : "") + again;
    }

    private static String sentence(Doc batch) {
        return "Batch " + batch.text("id") + " is " + state(batch) + ": " + batch.count("stored") + " items, "
                + batch.count("failed") + " failed"
                + (batch.has("endedAt") ? "" : ", " + batch.count("underWay") + " under way") + progress(batch) + "."
                + editions(batch.doc("editions"));
    }

    private static String editions(Doc editions) {
        return editions.names().stream()
                .map(join -> " '" + join + "' has opened " + editions.count(join)
                        + (editions.count(join) == 1 ? " time." : " times."))
                .collect(Collectors.joining());
    }

    private void tellFailures(Doc batch) {
        if (session.json() || batch.docs("failures").isEmpty()) {
            return;
        }
        Table table = new Table("FAILED", "AT", "WHY");
        for (Doc failure : batch.docs("failures")) {
            table.row(
                    Terminal.harmless(failure.text("id")),
                    Terminal.harmless(failure.text("stage")),
                    Terminal.harmless(failure.text("reason")));
        }
        table.print(session.terminal());
    }
}
