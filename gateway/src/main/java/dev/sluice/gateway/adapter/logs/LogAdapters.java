package dev.sluice.gateway.adapter.logs;

import dev.sluice.core.adapter.Expression;
import dev.sluice.core.adapter.LogAdapter;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Stands before the logs of all functions, and reads the lines of those that have adapters for it. Lines of others go through.
 * Called on event loops; never blocks. Thread-safe.
 */
public final class LogAdapters implements Consumer<LogLine> {

    private final Consumer<LogLine> log;
    private final Map<RunnerId, InstanceLines> instances = new ConcurrentHashMap<>();

    public LogAdapters(Consumer<LogLine> log) {
        this.log = log;
    }

    @Override
    public void accept(LogLine line) {
        InstanceLines lines = instances.isEmpty() ? null : instances.get(line.instance());
        if (lines == null) {
            log.accept(line);
        } else {
            lines.accept(line);
        }
    }

    /**
     * From now on the lines of an instance are read by these.
     *
     * @param sidecars the names of all sidecars that it has
     * @param awaited what is looked for in its lines
     */
    public void begin(RunnerId instance, List<LogAdapter> adapters, List<String> sidecars, List<Expression> awaited) {
        instances.put(instance, new InstanceLines(instance, adapters, sidecars, awaited, log));
    }

    /** Whether a line that an instance printed had this in it, which is one of those that were awaited. */
    public boolean hasPrinted(RunnerId instance, Expression awaited) {
        InstanceLines lines = instances.get(instance);
        return lines != null && lines.hasPrinted(awaited);
    }

    /** The instance has ended: what waits is read. */
    public void ended(RunnerId instance) {
        InstanceLines lines = instances.remove(instance);
        if (lines != null) {
            lines.end();
        }
    }
}
