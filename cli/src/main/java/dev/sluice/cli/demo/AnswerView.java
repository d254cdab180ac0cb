package dev.sluice.cli.demo;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.http.Response;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Shows what a function answered in a few lines. {@code folder} takes the answers that no terminal can show. */
record AnswerView(Path folder, int width) {

    private static final int MOST_LINES = 8;

    List<String> lines(DemoExample example, Response answer) throws IOException {
        return switch (example.show()) {
            case TEXT -> shortened(answer.text().strip().lines().toList());
            case JSON -> shortened(pretty(answer.text()).lines().toList());
            case BYTES -> List.of(kept(example, answer));
        };
    }

    private static String pretty(String text) {
        // What fits into a line is easier to read as one.
        return text.length() <= 100 ? text.strip() : prettyOrPlain(text);
    }

    private static String prettyOrPlain(String text) {
        try {
            return Doc.parse(text).pretty();
        } catch (IllegalArgumentException e) {
            return text.strip();
        }
    }

    private List<String> shortened(List<String> all) {
        List<String> lines = new ArrayList<>();
        for (String line : all.subList(0, Math.min(MOST_LINES, all.size()))) {
            String safe = Terminal.harmless(line);
            lines.add(safe.length() > width ? safe.substring(0, width - 1) + "…" : safe);
        }
        if (all.size() > MOST_LINES) {
            lines.add("… " + (all.size() - MOST_LINES) + " more lines");
        }
        return lines;
    }

    private String kept(DemoExample example, Response answer) throws IOException {
        String type = answer.header("Content-Type").orElse("application/octet-stream");
        byte[] bytes = answer.bytes();
        String ending = type.startsWith("image/") ? type.substring(6).replaceAll("[^a-z].*", "") : "out";
        Files.createDirectories(folder);
        Path file = folder.resolve(example.name() + "." + ending);
        Files.write(file, bytes);
        return type + ", " + Units.bytes(bytes.length) + size(type, bytes) + ": kept in " + file;
    }

    /** Width and height, which a PNG says in its first bytes. */
    private static String size(String type, byte[] bytes) {
        if (!type.equals("image/png") || bytes.length < 24) {
            return "";
        }
        var header = java.nio.ByteBuffer.wrap(bytes);
        return ", " + header.getInt(16) + " by " + header.getInt(20) + " points";
    }
}
