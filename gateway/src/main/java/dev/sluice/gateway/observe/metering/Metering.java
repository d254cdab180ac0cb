package dev.sluice.gateway.observe.metering;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.runner.RunnerId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Meters calls and instances by function, from the function's first call or instance at this gateway on. A function that has neither costs nothing;
 * of more than {@code most} functions the later ones are not metered. Thread-safe; nothing in it waits.
 */
public final class Metering {

    private final int most;
    private final Predicate<FunctionName> exists;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<FunctionName, FunctionMeter> meters = new ConcurrentHashMap<>();

    /** @param nanos a clock that never runs backwards */
    public Metering(int most, Predicate<FunctionName> exists, LongSupplier nanos) {
        this.most = most;
        this.exists = exists;
        this.nanos = nanos;
    }

    /** Takes the record of a call that is over; one that reached no instance is not metered. */
    public void call(InvocationRecord record) {
        if (record.instance().isEmpty()) {
            return;
        }
        FunctionName function = record.invocation().function();
        FunctionMeter known = meters.get(function);
        FunctionMeter meter = known == null && exists.test(function) ? meter(function) : known;
        if (meter != null) {
            meter.count(record);
        }
    }

    /** Takes what happened in a pool. The first instance of a function comes before the function is there: with the trial of its first version. */
    public void pool(PoolEvent event) {
        long now = nanos.getAsLong();
        switch (event) {
            case PoolEvent.Specialised began -> began(began.function(), began.id(), now);
            case PoolEvent.InstanceStopped(var function, var _, var id, var _) -> ended(function, id, now);
            case PoolEvent.InstanceCrashed(var function, var _, var id, var _) -> ended(function, id, now);
            case PoolEvent.RunnerReady _,
                    PoolEvent.SpecialiseFailed _,
                    PoolEvent.SidecarEnded _,
                    PoolEvent.RunnerLost _ -> {}
        }
    }

    private void began(FunctionName function, RunnerId instance, long now) {
        FunctionMeter meter = meter(function);
        if (meter != null) {
            meter.began(instance, now);
        }
    }

    /** A function that was removed, or whose first version was only tried, is forgotten with its last instance. */
    private void ended(FunctionName function, RunnerId instance, long now) {
        meters.computeIfPresent(function, (name, meter) -> {
            meter.ended(instance, now);
            return meter.hasInstances() || exists.test(name) ? meter : null;
        });
    }

    /** Forgets a function that was removed. */
    public void forget(FunctionName function) {
        meters.remove(function);
    }

    /** What all of them were metered to use, by name. */
    public Map<FunctionName, Metered> read() {
        long now = nanos.getAsLong();
        Map<FunctionName, Metered> all = new TreeMap<>();
        meters.forEach((function, meter) -> all.put(function, meter.read(now)));
        return all;
    }

    /** What one was metered to use; empty if it was not. */
    public Optional<Metered> read(FunctionName function) {
        return Optional.ofNullable(meters.get(function)).map(meter -> meter.read(nanos.getAsLong()));
    }

    /** For how many seconds instances of each were there, all together. */
    public Map<FunctionName, Double> upSeconds() {
        long now = nanos.getAsLong();
        Map<FunctionName, Double> all = new TreeMap<>();
        meters.forEach((function, meter) -> all.put(function, meter.upNanos(now) / 1e9));
        return all;
    }

    /** That of a function, made if it has none; null if there are too many. */
    private @Nullable FunctionMeter meter(FunctionName function) {
        return meters.size() < most
                ? meters.computeIfAbsent(function, name -> new FunctionMeter(nanos.getAsLong()))
                : meters.get(function);
    }
}
