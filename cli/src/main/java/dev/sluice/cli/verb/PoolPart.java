package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What the picture of all pools has of one kind.
 *
 * @param part the first of them, and how many there are
 */
record PoolPart(Doc part) {

    /** A table with a row of each, and how many more there are; no lines where there are none. */
    List<String> lines(Table table, Function<Doc, String[]> row, Terminal terminal) {
        List<Doc> first = part.docs("first");
        if (first.isEmpty()) {
            return List.of();
        }
        first.forEach(one -> table.row(row.apply(one)));
        List<String> lines = new ArrayList<>(table.lines(terminal));
        long more = part.count("all") - first.size();
        if (more > 0) {
            lines.add("and " + more + " more");
        }
        return lines;
    }

    /** The name of one of them, with its namespace where that is not the usual one. */
    static String name(Doc one) {
        String namespace = one.text("namespace");
        return (namespace.equals("default") ? "" : namespace + "/") + one.text("name");
    }
}
