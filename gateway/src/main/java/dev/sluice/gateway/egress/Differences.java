package dev.sluice.gateway.egress;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.observe.metrics.EgressMetrics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Counts how often the answers of an experiment differ, and says so in the log of its function, once a second at most. Thread-safe. */
final class Differences {

    private static final long PAUSE_NANOS = 1_000_000_000;

    private final FunctionVersion version;
    private final String ambassador;
    private final RunnerId instance;
    private final EgressMetrics metrics;
    private final Consumer<LogLine> logs;
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

    Differences(
            FunctionVersion version,
            String ambassador,
            RunnerId instance,
            EgressMetrics metrics,
            Consumer<LogLine> logs) {
        this.version = version;
        this.ambassador = ambassador;
        this.instance = instance;
        this.metrics = metrics;
        this.logs = logs;
    }

    /** Takes two answers to {@code call}. */
    void take(Invocation call, Target first, Comparison.Seen answer, Target second, Comparison.Seen other) {
        boolean same = answer.isSameAs(other);
        metrics.compared(version.function(), ambassador, second.name(), same);
        long before = toldAt.get();
        long now = System.nanoTime();
        if (!same && now - before >= PAUSE_NANOS && toldAt.compareAndSet(before, now)) {
            tell(
                    call,
                    "[" + ambassador + "] " + call.head().method() + " "
                            + call.head().path() + ": " + first.name() + " " + answer.shown() + ", " + second.name()
                            + " " + other.shown());
        }
    }

    private void tell(Invocation call, String line) {
        logs.accept(new LogLine(
                version.function().value(),
                version.number(),
                instance,
                call.id().value(),
                LogSource.WARN,
                ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
                line));
    }
}
