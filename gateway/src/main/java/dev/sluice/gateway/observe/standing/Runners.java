package dev.sluice.gateway.observe.standing;

import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.FunctionReport.InstanceReport;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.pool.PoolReport;
import dev.sluice.core.pool.PoolReport.WarmReport;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Whether something can run a call: a warm runner waits, or an instance serves and more can be started. Takes pool events,
 * so that it can say why there is none. Thread-safe; nothing in it blocks.
 */
public final class Runners implements Consumer<PoolEvent> {

    /** As many lost in a row are no chance, and those who call hear of it too. */
    private static final int MANY = 3;

    private final Supplier<PoolReport> pools;
    private final AtomicReference<Losses> losses = new AtomicReference<>(Losses.NONE);

    /** Runners that were lost since one was ready. */
    private record Losses(int inARow, String last) {
        static final Losses NONE = new Losses(0, "");
    }

    public Runners(Supplier<PoolReport> pools) {
        this.pools = pools;
    }

    @Override
    public void accept(PoolEvent event) {
        if (event instanceof PoolEvent.RunnerLost lost) {
            losses.updateAndGet(before -> new Losses(before.inARow() + 1, lost.runtime() + ": " + lost.why()));
        } else if (event instanceof PoolEvent.RunnerReady) {
            losses.set(Losses.NONE);
        }
    }

    public HealthResult verdict() {
        PoolReport report = pools.get();
        int ready = sum(report.warm(), Count.READY);
        long serving = report.functions().values().stream()
                .map(FunctionReport::instances)
                .flatMap(List::stream)
                .filter(Runners::serves)
                .count();
        int wanted = sum(report.warm(), Count.WANTED);
        Losses lost = losses.get();
        boolean noneStarts = ready == 0 && wanted > 0 && lost.inARow() >= MANY;
        boolean well = !noneStarts
                && (ready > 0 || serving > 0 || (wanted == 0 && !report.warm().isEmpty()));
        HealthResult verdict = well
                ? HealthResult.good()
                : HealthResult.bad(serving > 0 ? noMore(lost) : why(lost, sum(report.warm(), Count.STARTING)));
        return verdict.with("warm", Integer.toString(ready)).with("serving", Long.toString(serving));
    }

    private static String noMore(Losses lost) {
        return "No more runners can be started: functions that have instances are served, others are not. "
                + lost.inARow() + " were lost in a row, the last one of " + lost.last();
    }

    private static String why(Losses lost, int starting) {
        if (lost.inARow() > 0) {
            return "No runner could be started so far. The last one, of " + lost.last();
        }
        return starting > 0
                ? "The first runners start: " + starting + " are on their way."
                : "No runner waits and none starts.";
    }

    private static boolean serves(InstanceReport instance) {
        return instance.state().equals("ready");
    }

    private enum Count {
        READY,
        STARTING,
        WANTED
    }

    private static int sum(List<WarmReport> warm, Count count) {
        return warm.stream()
                .mapToInt(report -> switch (count) {
                    case READY -> report.ready();
                    case STARTING -> report.starting();
                    case WANTED -> report.wanted();
                })
                .sum();
    }
}
