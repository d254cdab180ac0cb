package dev.sluice.gateway.observe.metering;

import dev.sluice.core.cost.Usage;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.pool.GapHistogram;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The meter of one function; less than 2 KiB, and some bytes for each of its instances. Thread-safe. Of calls that follow each other
 * it takes its lock for some additions, of others at the same time it takes none.
 */
final class FunctionMeter {

    private final long since;
    private final LongAdder calls = new LongAdder();
    private final LongAdder coldStarts = new LongAdder();
    private final LongAdder runNanos = new LongAdder();
    private volatile long lastEndMicros;

    // The rest under the lock.
    private final GapHistogram gaps = new GapHistogram();
    private final Map<RunnerId, Long> up = new HashMap<>();
    private long upNanos;

    /** @param since in nanoseconds, as all times but those of records */
    FunctionMeter(long since) {
        this.since = since;
    }

    void count(InvocationRecord call) {
        calls.increment();
        runNanos.add(call.timings().run());
        if (call.timings().coldStart()) {
            coldStarts.increment();
        }
        long begin = call.startEpochMicros();
        long end = begin + call.totalNanos() / 1_000;
        if (end > lastEndMicros) {
            noteGap(begin, end);
        }
    }

    private synchronized void noteGap(long begin, long end) {
        if (lastEndMicros > 0 && begin > lastEndMicros) {
            gaps.add((begin - lastEndMicros) * 1_000);
        }
        lastEndMicros = Math.max(lastEndMicros, end);
    }

    synchronized void began(RunnerId instance, long now) {
        up.putIfAbsent(instance, now);
    }

    synchronized void ended(RunnerId instance, long now) {
        Long began = up.remove(instance);
        if (began != null) {
            upNanos += now - began;
        }
    }

    synchronized boolean hasInstances() {
        return !up.isEmpty();
    }

    /** How long instances were there by now, in nanoseconds, all together. */
    synchronized long upNanos(long now) {
        return upNanos + up.values().stream().mapToLong(began -> now - began).sum();
    }

    Metered read(long now) {
        Usage usage = new Usage(
                Duration.ofNanos(now - since),
                calls.sum(),
                coldStarts.sum(),
                Duration.ofNanos(runNanos.sum()),
                Duration.ofNanos(upNanos(now)));
        synchronized (this) {
            return new Metered(usage, gaps.copy());
        }
    }
}
