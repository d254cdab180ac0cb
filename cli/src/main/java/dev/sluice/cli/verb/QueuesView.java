package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Work queues, as the picture of all pools has them. */
final class QueuesView {

    private QueuesView() {}

    /** No lines where there are none. */
    static List<String> lines(Doc queues, Terminal terminal) {
        List<Doc> first = queues.docs("first");
        if (first.isEmpty()) {
            return List.of();
        }
        Table table = new Table(
                "WORK QUEUE", "WAITING", "RETRYING", "DONE", "PARKED", "WORKERS", "OF", "RATE", "LEFT", "PROBLEM");
        for (Doc queue : first) {
            String namespace = queue.text("namespace");
            table.row(
                    (namespace.equals("default") ? "" : namespace + "/") + queue.text("name"),
                    queue.text("waiting"),
                    queue.text("retrying"),
                    queue.text("done"),
                    queue.text("parked"),
                    queue.text("running"),
                    queue.text("atOnce"),
                    queue.has("rate") ? Units.rate(Double.parseDouble(queue.text("rate"))) : "-",
                    queue.has("leftMillis") ? Units.span(Duration.ofMillis(queue.count("leftMillis"))) : "-",
                    queue.text("problem"));
        }
        List<String> lines = new ArrayList<>(table.lines(terminal));
        long more = queues.count("all") - first.size();
        if (more > 0) {
            lines.add("and " + more + " more");
        }
        return lines;
    }
}
