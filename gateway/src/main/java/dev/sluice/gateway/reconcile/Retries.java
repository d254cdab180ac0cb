package dev.sluice.gateway.reconcile;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.time.Timers;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The functions that could not be brought to what the catalog says, and when each is tried again: after a second, then after
 * twice as long each time, at most {@link #LONGEST}. Thread-safe, but one thread at a time for each function.
 */
final class Retries {

    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final System.Logger LOG = System.getLogger(Reconciler.class.getName());

    private final Timers time;
    private final Consumer<FunctionName> again;
    private final Map<FunctionName, Retry> pending = new ConcurrentHashMap<>();

    private record Retry(Unserved why, int attempts, Timers.Alarm alarm) {}

    /** {@code again} is called on the timer's thread, and must not block. */
    Retries(Timers time, Consumer<FunctionName> again) {
        this.time = time;
        this.again = again;
    }

    Optional<Unserved> of(FunctionName name) {
        return Optional.ofNullable(pending.get(name)).map(Retry::why);
    }

    int size() {
        return pending.size();
    }

    void failed(FunctionName name, Unserved why) {
        // The entry is replaced and never taken out between: whoever looks meanwhile would find the function in
        // service.
        Optional<Retry> before = Optional.ofNullable(pending.get(name));
        before.ifPresent(retry -> retry.alarm().cancel());
        Optional<Retry> same = before.filter(retry -> retry.why().equals(why));
        if (same.isEmpty()) {
            String what = why.otherServes() || !why.concernsCalls()
                    ? "{0} does not serve as it was deployed: {1}"
                    : "{0} cannot be called: {1}";
            LOG.log(Level.WARNING, what, name, why.detail());
        }
        int attempts = 1 + same.map(Retry::attempts).orElse(0);
        long delay = Math.min(
                LONGEST.toNanos(),
                Duration.ofSeconds(1L << Math.min(attempts - 1, 10)).toNanos());
        pending.put(name, new Retry(why, attempts, time.at(time.nanos() + delay, () -> again.accept(name))));
    }

    void succeeded(FunctionName name) {
        Optional.ofNullable(pending.remove(name)).ifPresent(retry -> {
            retry.alarm().cancel();
            LOG.log(Level.INFO, "{0} is now as the catalog says.", name);
        });
    }
}
