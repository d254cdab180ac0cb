package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a pipeline stands, as lines; from the second time on with what its stages were done with in each second since the first. */
final class PipelinePicture {

    private final Map<String, Long> before = new HashMap<>();
    private long at;

    /** {@code nanos}: when {@code status} was asked for. */
    List<String> of(String name, Doc status, long nanos, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        String detail = Terminal.harmless(status.text("detail"));
        lines.add(terminal.bold(name) + "  " + status.text("state") + (detail.isEmpty() ? "" : ": " + detail));
        if (status.has("pausedBatches")) {
            lines.add("paused batches: " + Terminal.harmless(String.join(", ", status.texts("pausedBatches"))));
        }
        Table table = new Table(
                "STAGE", "IS", "IN", "OUT", "RATE", "WAITING", "RUNNING", "CALL", "RETRIED", "DEAD", "RUNS IN",
                "DETAIL");
        for (Doc stage : status.docs("stages")) {
            boolean own = stage.has("waiting");
            long done = stage.count("done") + stage.count("deadLetters");
            table.row(
                    stage.text("name"),
                    stage.text("is"),
                    own ? Long.toString(done) : "",
                    stage.text("made"),
                    own ? rate(stage.text("name"), done, nanos) : "",
                    stage.text("waiting"),
                    stage.text("running"),
                    stage.has("callMillis") ? stage.text("callMillis") + " ms" : "",
                    stage.text("retried"),
                    stage.text("deadLetters"),
                    String.join(", ", stage.texts("runsIn")),
                    detail(stage));
        }
        at = nanos;
        lines.addAll(table.lines(terminal));
        return lines;
    }

    private static String detail(Doc stage) {
        String parked = stage.count("parkedKeys") == 0
                ? ""
                : stage.count("parkedKeys") + " keys parked, with " + stage.count("parkedItems") + " items. ";
        return (parked + otherwise(stage)).strip();
    }

    private static String otherwise(Doc stage) {
        if (!stage.text("detail").isEmpty()) {
            return stage.text("detail");
        }
        if (stage.has("waiting") && !stage.text("state").equals("reading")) {
            return stage.text("state");
        }
        long held = stage.count("held");
        return stage.count("open") == 0 ? "" : stage.count("open") + " open" + (held == 0 ? "" : ", " + held + " held");
    }

    private String rate(String stage, long done, long nanos) {
        Long last = before.put(stage, done);
        // A gateway that was started again counts from nothing.
        return last == null || done < last || nanos <= at ? "" : Units.rate((done - last) * 1e9 / (nanos - at));
    }
}
