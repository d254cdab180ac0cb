package dev.sluice.runner.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;

/**
 * Something that the compiler says of a place in a source file.
 *
 * @param diagnostic has a position
 * @param text of the whole file
 */
record Finding(Diagnostic<?> diagnostic, String file, String text) {

    /** The characters of a source line that are shown. */
    private static final int SHOWN = 200;

    /** As the compiler would print it: the place and the message, the line, and a mark below. */
    List<String> lines() {
        List<String> message = message();
        List<String> lines = new ArrayList<>();
        lines.add(file + ":" + diagnostic.getLineNumber() + ":" + column() + ": "
                + (diagnostic.getKind() == Diagnostic.Kind.ERROR ? "error: " : "warning: ") + message.getFirst());
        lines.add("    " + shown(source()));
        if (column() <= SHOWN) {
            lines.add("    " + source().substring(0, column() - 1).replaceAll("[^\\t]", " ") + "^");
        }
        message.stream().skip(1).map(line -> "    " + line).forEach(lines::add);
        return lines;
    }

    /** The same in one line. */
    String sentence() {
        return file + " does not compile: line " + diagnostic.getLineNumber() + ", column " + column() + ": "
                + message().stream()
                        .map(line -> line.strip().replaceAll("\\s+", " "))
                        .collect(Collectors.joining(", ")) + ", in: "
                + shown(source()).strip();
    }

    /** Never empty. */
    private List<String> message() {
        List<String> lines = diagnostic.getMessage(Locale.ROOT).lines().toList();
        return lines.isEmpty() ? List.of("error") : lines;
    }

    private static String shown(String line) {
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    private int begin() {
        int position = Math.clamp(diagnostic.getPosition(), 0, text.length());
        return Math.max(text.lastIndexOf('\n', position - 1), text.lastIndexOf('\r', position - 1)) + 1;
    }

    private String source() {
        return text.substring(begin()).lines().findFirst().orElse("");
    }

    /** Counted in characters from 1: that of the compiler counts a tab as eight. */
    private int column() {
        return Math.min((int) (diagnostic.getPosition() - begin()), source().length()) + 1;
    }
}
