package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.time.Duration;
import java.util.List;

/** Work queues, as the picture of all pools has them. */
final class QueuesView {

    private QueuesView() {}

    /** No lines where there are none. */
    static List<String> lines(Doc queues, Terminal terminal) {
        Table table = new Table(
                "WORK QUEUE", "WAITING", "RETRYING", "DONE", "PARKED", "WORKERS", "OF", "RATE", "LEFT", "PROBLEM");
        return new PoolPart(queues).lines(table, QueuesView::row, terminal);
    }

    private static String[] row(Doc queue) {
        return new String[] {
            PoolPart.name(queue),
            queue.text("waiting"),
            queue.text("retrying"),
            queue.text("done"),
            queue.text("parked"),
            queue.text("running"),
            queue.text("atOnce"),
            queue.has("rate") ? Units.rate(Double.parseDouble(queue.text("rate"))) : "-",
            queue.has("leftMillis") ? Units.span(Duration.ofMillis(queue.count("leftMillis"))) : "-",
            queue.text("problem")
        };
    }
}
