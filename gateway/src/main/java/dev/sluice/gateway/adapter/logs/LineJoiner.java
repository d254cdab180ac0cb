package dev.sluice.gateway.adapter.logs;

import dev.sluice.core.adapter.Multiline;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * Makes one entry of several lines: of one that begins an entry and those after it, of the same call and the same stream, that do
 * not. An entry is bounded in lines, characters and time; what goes beyond begins the next one. For one thread.
 */
final class LineJoiner {

    /** Entries that may be open at the same time; of more the oldest is closed. */
    static final int MOST_OPEN = 64;

    private final Multiline rule;
    private final LineExpression start;
    private final Consumer<LogLine> entries;
    private final SequencedMap<Stream, Open> open = new LinkedHashMap<>();

    private record Stream(String invocation, LogSource source) {}

    /** An entry that may go on. */
    private static final class Open {
        private final LogLine first;
        private final StringBuilder text;
        private int lines = 1;
        private long until;

        Open(LogLine first, long until) {
            this.first = first;
            this.text = new StringBuilder(first.line());
            this.until = until;
        }

        LogLine entry() {
            return first.withLine(text.toString());
        }
    }

    LineJoiner(Multiline rule, Consumer<LogLine> entries) {
        this.rule = rule;
        this.start = LineExpression.of(rule.start());
        this.entries = entries;
    }

    /** Takes the next line; {@code now} in nanoseconds. */
    void take(LogLine line, long now) {
        Stream stream = new Stream(line.invocation(), line.source());
        Open before = open.get(stream);
        if (before != null && !start.isIn(line.line()) && hasRoom(before, line)) {
            before.text.append('\n').append(line.line());
            before.lines++;
            before.until = now + rule.gap().toNanos();
            return;
        }
        if (before != null) {
            close(stream);
        } else if (open.size() >= MOST_OPEN) {
            close(open.firstEntry().getKey());
        }
        open.put(stream, new Open(line, now + rule.gap().toNanos()));
    }

    private boolean hasRoom(Open entry, LogLine line) {
        return entry.lines < rule.lines()
                && entry.text.length() + 1 + line.line().length() <= rule.characters();
    }

    private void close(Stream stream) {
        Open closed = open.remove(stream);
        if (closed != null) {
            entries.accept(closed.entry());
        }
    }

    /** Closes those that have waited long enough. */
    void expire(long now) {
        for (Map.Entry<Stream, Open> each : Map.copyOf(open).entrySet()) {
            if (now - each.getValue().until >= 0) {
                close(each.getKey());
            }
        }
    }

    /** When {@link #expire} is to be called; {@code otherwise} if nothing is open. */
    long nextExpiry(long otherwise) {
        return open.values().stream()
                .mapToLong(entry -> entry.until)
                .reduce((one, other) -> one - other <= 0 ? one : other)
                .orElse(otherwise);
    }

    /** Closes all. */
    void flush() {
        while (!open.isEmpty()) {
            close(open.firstEntry().getKey());
        }
    }
}
