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
 * Whether something can run a call: a warm runner waits, or an instance serves. Takes pool events, so that it can say why
 * there is none. Thread-safe; nothing in it blocks.
 */
public final class Runners implements Consumer<PoolEvent> {

    private final Supplier<PoolReport> pools;
    private final AtomicReference<String> lastLoss = new AtomicReference<>("");

    public Runners(Supplier<PoolReport> pools) {
        this.pools = pools;
    }

    @Override
    public void accept(PoolEvent event) {
        if (event instanceof PoolEvent.RunnerLost lost) {
            lastLoss.set(lost.runtime() + ": " + lost.why());
        } else if (event instanceof PoolEvent.RunnerReady) {
            lastLoss.set("");
        }
    }

    public Verdict verdict() {
        PoolReport report = pools.get();
        int ready = sum(report.warm(), Count.READY);
        long serving = report.functions().values().stream()
                .map(FunctionReport::instances)
                .flatMap(List::stream)
                .filter(Runners::serves)
                .count();
        int wanted = sum(report.warm(), Count.WANTED);
        boolean well =
                ready > 0 || serving > 0 || (wanted == 0 && !report.warm().isEmpty());
        Verdict verdict = well ? Verdict.good() : Verdict.bad(why(sum(report.warm(), Count.STARTING)));
        return verdict.with("warm", Integer.toString(ready)).with("serving", Long.toString(serving));
    }

    private String why(int starting) {
        String loss = lastLoss.get();
        if (!loss.isEmpty()) {
            return "No runner could be started so far. The last one, of " + loss;
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
