package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is owned, as the picture of all pools has it. */
final class OwnedView {

    private OwnedView() {}

    /** No lines where nothing is owned. */
    static List<String> lines(Doc owned, Terminal terminal) {
        List<Doc> first = owned.docs("first");
        if (first.isEmpty()) {
            return List.of();
        }
        Table table = new Table("OWNED", "NAME", "BY", "TOKEN", "LEFT", "WAITING");
        for (Doc one : first) {
            List<Doc> holders = one.docs("holders");
            String namespace = one.text("namespace");
            table.row(
                    one.text("sort"),
                    (namespace.equals("default") ? "" : namespace + "/") + one.text("name"),
                    joined(holders, OwnedView::who),
                    joined(holders, holder -> String.valueOf(holder.count("token"))),
                    joined(holders, holder -> Units.millis(holder.count("leftMillis"))),
                    one.text("waiting"));
        }
        List<String> lines = new ArrayList<>(table.lines(terminal));
        long more = owned.count("all") - first.size();
        if (more > 0) {
            lines.add("and " + more + " more");
        }
        return lines;
    }

    private static String who(Doc holder) {
        return holder.text("who").isEmpty() ? "somebody" : Terminal.harmless(holder.text("who"));
    }

    private static String joined(List<Doc> holders, Function<Doc, String> what) {
        return holders.isEmpty() ? "-" : holders.stream().map(what).collect(Collectors.joining(", "));
    }
}
