package dev.sluice.builder.build;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The lines that a build prints: the first and the last of them are kept. Thread-safe. */
final class BuildLog {

    /** Lines that are kept from the beginning, and as many from the end. */
    static final int KEPT = 1_000;

    /** The characters that are kept of a line. */
    static final int MOST_LINE = 2_000;

    private final Consumer<String> listener;
    private final Mask mask;
    private final List<String> first = new ArrayList<>();
    private final Deque<String> last = new ArrayDeque<>();
    private long left;

    /** @param mask over each line, before anybody hears of it */
    BuildLog(Consumer<String> listener, Mask mask) {
        this.listener = listener;
        this.mask = mask;
    }

    void add(String printed) {
        String line = mask.over(printed);
        synchronized (this) {
            if (first.size() < KEPT) {
                first.add(line);
            } else {
                last.add(line);
                if (last.size() > KEPT) {
                    last.remove();
                    left++;
                }
            }
        }
        listener.accept(line);
    }

    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>(first);
        if (left > 0) {
            lines.add("… " + left + " lines are left out …");
        }
        lines.addAll(last);
        return lines;
    }

    /** The last line that says something. */
    synchronized String lastWords() {
        return lines().reversed().stream()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("");
    }
}
