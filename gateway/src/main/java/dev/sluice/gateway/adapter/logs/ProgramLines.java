package dev.sluice.gateway.adapter.logs;

import dev.sluice.core.adapter.LogAdapter;
import dev.sluice.core.runner.LogLine;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one program of an instance prints, on its way to the log: lines are joined, and read. For one thread.
 *
 * @param mark what stands before each line in the log: the name of a sidecar in brackets; empty for the function itself
 */
record ProgramLines(String mark, EntryReader reader, Optional<LineJoiner> joiner, Consumer<LogLine> log) {

    static ProgramLines of(LogAdapter adapter, Consumer<LogLine> log) {
        String mark = adapter.sidecar().map(ProgramLines::mark).orElse("");
        EntryReader reader = new EntryReader(adapter);
        return new ProgramLines(
                mark,
                reader,
                adapter.multiline().map(rule -> new LineJoiner(rule, entry -> tell(reader, mark, entry, log))),
                log);
    }

    /** What stands before each line of a sidecar. */
    static String mark(String sidecar) {
        return "[" + sidecar + "] ";
    }

    void take(LogLine line, long now) {
        LogLine own = line.withLine(line.line().substring(mark.length()));
        joiner.ifPresentOrElse(joining -> joining.take(own, now), () -> tell(reader, mark, own, log));
    }

    private static void tell(EntryReader reader, String mark, LogLine line, Consumer<LogLine> log) {
        LogLine entry = reader.read(line);
        log.accept(mark.isEmpty() ? entry : entry.withLine(mark + entry.line()));
    }
}
