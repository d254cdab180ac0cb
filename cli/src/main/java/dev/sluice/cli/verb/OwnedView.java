package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is owned, as the picture of all pools has it. */
final class OwnedView {

    private OwnedView() {}

    /** No lines where nothing is owned. */
    static List<String> lines(Doc owned, Terminal terminal) {
        Table table = new Table("OWNED", "NAME", "BY", "TOKEN", "LEFT", "WAITING");
        return new PoolPart(owned).lines(table, OwnedView::row, terminal);
    }

    private static String[] row(Doc one) {
        List<Doc> holders = one.docs("holders");
        return new String[] {
            one.text("sort"),
            PoolPart.name(one),
            joined(holders, OwnedView::who),
            joined(holders, holder -> String.valueOf(holder.count("token"))),
            joined(holders, holder -> Units.millis(holder.count("leftMillis"))),
            one.text("waiting")
        };
    }

    private static String who(Doc holder) {
        return holder.text("who").isEmpty() ? "somebody" : Terminal.harmless(holder.text("who"));
    }

    private static String joined(List<Doc> holders, Function<Doc, String> what) {
        return holders.isEmpty() ? "-" : holders.stream().map(what).collect(Collectors.joining(", "));
    }
}
