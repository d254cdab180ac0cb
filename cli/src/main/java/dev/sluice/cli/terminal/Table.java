package dev.sluice.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows of plain text in columns as wide as what stands in them. */
public final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** A table under these titles. */
    public Table(String... titles) {
        rows.add(List.of(titles));
    }

    public Table row(String... cells) {
        List<String> safe = new ArrayList<>();
        for (String cell : cells) {
            safe.add(Terminal.harmless(cell));
        }
        rows.add(safe);
        return this;
    }

    /** The lines, the titles first; none is longer than the terminal is wide where a person watches. */
    public List<String> lines(Terminal terminal) {
        int[] widths = widths();
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            String line = line(row, widths);
            int width = terminal.look().width();
            String cut = terminal.look().live() && line.length() > width ? line.substring(0, width - 1) + "…" : line;
            lines.add(lines.isEmpty() ? terminal.dim(cut) : cut);
        }
        return lines;
    }

    public void print(Terminal terminal) {
        lines(terminal).forEach(terminal::print);
    }

    private int[] widths() {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i));
            if (i < row.size() - 1) {
                line.append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
            }
        }
        return line.toString().stripTrailing();
    }
}
