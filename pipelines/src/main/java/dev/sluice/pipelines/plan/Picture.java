package dev.sluice.pipelines.plan;

import dev.sluice.pipelines.document.StageInput;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A pipeline as a picture in SVG: a column for each step from the source, and in each column the nodes in the order of those that they
 * read (the barycentre rule of Sugiyama, Tagawa and Toda, 1981). What is fused has a dashed border. The picture has no colours of its
 * own but the current one, so that it fits a page of any.
 */
public final class Picture {

    private static final int HIGH = 44;
    private static final int BETWEEN_ROWS = 18;
    private static final int BETWEEN_COLUMNS = 64;
    private static final int MARGIN = 12;

    /** About the width of a character of the type that is asked for, in pixels. */
    private static final double CHARACTER = 6.6;

    private static final int LONGEST = 34;

    private final PipelineGraph graph;
    private final Map<StageName, Box> boxes = new LinkedHashMap<>();
    private int width;
    private int height;

    private record Box(int x, int y, int width) {

        int middle() {
            return y + HIGH / 2;
        }
    }

    private Picture(PipelineGraph graph) {
        this.graph = graph;
    }

    public static String of(PipelineGraph graph) {
        Picture picture = new Picture(graph);
        picture.place();
        return picture.drawn();
    }

    private void place() {
        Map<StageName, Integer> depths = graph.depths();
        Map<Integer, List<Node>> columns = new TreeMap<>();
        graph.nodes()
                .forEach(node -> columns.computeIfAbsent(depths.getOrDefault(node.name(), 0), _ -> new ArrayList<>())
                        .add(node));
        int rows = columns.values().stream().mapToInt(List::size).max().orElse(1);
        height = 2 * MARGIN + rows * HIGH + (rows - 1) * BETWEEN_ROWS;
        int x = MARGIN;
        for (List<Node> column : columns.values()) {
            column.sort(Comparator.comparingDouble(this::barycentre));
            int wide = column.stream().mapToInt(Picture::widthOf).max().orElse(0);
            int used = column.size() * HIGH + (column.size() - 1) * BETWEEN_ROWS;
            int y = (height - used) / 2;
            for (Node node : column) {
                boxes.put(node.name(), new Box(x, y, wide));
                y += HIGH + BETWEEN_ROWS;
            }
            x += wide + BETWEEN_COLUMNS;
        }
        width = x - BETWEEN_COLUMNS + MARGIN;
    }

    private double barycentre(Node node) {
        return node.from().stream()
                .mapToInt(input -> box(input.stage()).middle())
                .average()
                .orElse(0);
    }

    private Box box(StageName name) {
        return Objects.requireNonNull(boxes.get(name), () -> "there is no box of " + name);
    }

    private static int widthOf(Node node) {
        int longest =
                Math.max(node.name().value().length(), shown(node.inWords()).length());
        return (int) (longest * CHARACTER) + 24;
    }

    private static String shown(String words) {
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST - 1) + "…";
    }

    private String drawn() {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\" width=\"")
                .append(width)
                .append("\" height=\"")
                .append(height)
                .append("\" fill=\"none\" stroke=\"currentColor\" font-family=\"sans-serif\" font-size=\"12\">\n");
        for (Node node : graph.nodes()) {
            int at = 0;
            for (StageInput input : node.from()) {
                arrow(svg, input, box(node.name()), ++at, node.from().size());
            }
        }
        graph.nodes().forEach(node -> box(svg, node));
        return svg.append("</svg>\n").toString();
    }

    private void arrow(StringBuilder svg, StageInput input, Box to, int at, int of) {
        Box from = box(input.stage());
        int x1 = from.x() + from.width();
        int y1 = from.middle();
        int x2 = to.x();
        int y2 = to.y() + HIGH * at / (of + 1);
        int bend = Math.max(20, (x2 - x1) / 2);
        svg.append(
                "  <path d=\"M%d %d C%d %d %d %d %d %d\"/>\n".formatted(x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2));
        svg.append("  <path d=\"M%d %d l-7 -4 v8 z\" fill=\"currentColor\"/>\n".formatted(x2, y2));
        input.output()
                .ifPresent(output -> svg.append(
                        "  <text x=\"%d\" y=\"%d\" text-anchor=\"end\" font-size=\"10\" fill=\"currentColor\" stroke=\"none\">%s</text>\n"
                                .formatted(x2 - 10, y2 - 5, escaped(output.value()))));
    }

    private void box(StringBuilder svg, Node node) {
        Box box = box(node.name());
        svg.append("  <rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"%s/>\n"
                .formatted(
                        box.x(),
                        box.y(),
                        box.width(),
                        HIGH,
                        node instanceof Node.Step ? 4 : HIGH / 2,
                        node.isCut() ? "" : " stroke-dasharray=\"4 3\""));
        line(svg, box, 18, "font-weight=\"bold\"", node.name().value());
        line(svg, box, 34, "font-size=\"11\"", shown(node.inWords()));
    }

    private static void line(StringBuilder svg, Box box, int below, String style, String text) {
        svg.append(
                "  <text x=\"%d\" y=\"%d\" text-anchor=\"middle\" %s fill=\"currentColor\" stroke=\"none\">%s</text>\n"
                        .formatted(box.x() + box.width() / 2, box.y() + below, style, escaped(text)));
    }

    /** Whether XML 1.0 has the character; all blanks are one. */
    private static boolean isOfXml(int c) {
        return c >= ' ' && (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isOfXml(c) ? c : '\uFFFD');
            }
        });
        return escaped.toString();
    }
}
