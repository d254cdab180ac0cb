package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.util.List;

/** Processes of sharded caches, as the pictures of all pools and of a function have them. */
final class CachesView {

    private CachesView() {}

    /** No lines where there are none. */
    static List<String> lines(Doc caches, Terminal terminal) {
        Table table =
                new Table("CACHE OF", "SHARD", "PID", "STATE", "KEYS", "MEMORY", "HITS", "MISSES", "AWAY", "ENDED");
        return new PoolPart(caches).lines(table, CachesView::row, terminal);
    }

    private static String[] row(Doc shard) {
        return new String[] {
            PoolPart.name(shard),
            shard.text("shard") + (shard.count("replica") == 0 ? "" : ", replica " + shard.text("replica")),
            shard.has("pid") ? shard.text("pid") : "-",
            shard.text("state"),
            shard.has("keys") ? shard.text("keys") : "-",
            shard.has("bytes") ? Units.bytes(shard.count("bytes")) : "-",
            shard.text("hits"),
            shard.text("misses"),
            shard.text("away"),
            shard.text("ended")
        };
    }
}
