package dev.sluice.gateway.upstream.wire;

import dev.sluice.core.invocation.Headers;
import java.util.ArrayList;
import java.util.List;

/** Collects the header fields of one section, line by line (RFC 9112, 5). */
final class FieldLines {

    private final List<String> namesAndValues = new ArrayList<>();

    /** Takes a line that is not empty. Whether names and values are legal is for others to say. */
    void add(String line) {
        if (isBlank(line.charAt(0))) {
            continueLast(line);
            return;
        }
        int colon = line.indexOf(':');
        if (colon < 1) {
            throw new BadAnswerException("");
        }
        int nameEnd = colon;
        while (nameEnd > 1 && isBlank(line.charAt(nameEnd - 1))) {
            nameEnd--;
        }
        namesAndValues.add(line.substring(0, nameEnd));
        namesAndValues.add(trimmed(line, colon + 1));
    }

    /** A value that was folded over several lines becomes one line (RFC 9112, 5.2). */
    private void continueLast(String line) {
        if (namesAndValues.isEmpty()) {
            throw new BadAnswerException("");
        }
        int last = namesAndValues.size() - 1;
        namesAndValues.set(last, namesAndValues.get(last) + " " + trimmed(line, 0));
    }

    private static String trimmed(String line, int from) {
        int start = from;
        int end = line.length();
        while (start < end && isBlank(line.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** What was collected; the next section begins. */
    Headers take() {
        Headers fields = Headers.of(namesAndValues.toArray(String[]::new));
        namesAndValues.clear();
        return fields;
    }
}
