package dev.sluice.core.function;

import java.time.Duration;
import java.util.Optional;

/**
 * How many instances a function may have and how long they live.
 *
 * @param concurrency invocations that one instance runs at the same time, 1 to 1,000
 * @param minInstances instances kept even without calls, 0 to {@code maxInstances}
 * @param maxInstances instances at most, 1 to 1,000
 * @param keepAlive how long an instance without calls is kept, 1 s to 24 h
 * @param maxQueue invocations that may wait for a slot, 0 to 100,000
 * @param queueTimeout how long one may wait for a slot when instances are up, 10 ms to 10 min
 * @param background what becomes of a background call in the only slot while an interactive call waits
 * @param keepAlivePolicy whether {@code keepAlive} is heeded as it stands, or is what a cold start is worth
 * @param affinity which calls go to the same instance; empty if each goes wherever there is room
 */
public record Scaling(
        int concurrency,
        int minInstances,
        int maxInstances,
        Duration keepAlive,
        int maxQueue,
        Duration queueTimeout,
        BackgroundPolicy background,
        KeepAlivePolicy keepAlivePolicy,
        Optional<Affinity> affinity) {

    public static final Range<Integer> CONCURRENCY = new Range<>(1, 1_000);
    public static final Range<Integer> MIN_INSTANCES = new Range<>(0, 1_000);
    public static final Range<Integer> MAX_INSTANCES = new Range<>(1, 1_000);
    public static final Range<Duration> KEEP_ALIVE = new Range<>(Duration.ofSeconds(1), Duration.ofHours(24));
    public static final Range<Integer> MAX_QUEUE = new Range<>(0, 100_000);
    public static final Range<Duration> QUEUE_TIMEOUT = new Range<>(Duration.ofMillis(10), Duration.ofMinutes(10));

    /** What a spec that says nothing gets; after the bounds, which it is checked against. */
    public static final Scaling DEFAULT = new Scaling(100, 0, 10, Duration.ofMinutes(5), 200, Duration.ofSeconds(10));

    public Scaling {
        CONCURRENCY.check("concurrency", concurrency);
        MAX_INSTANCES.check("maxInstances", maxInstances);
        new Range<>(0, maxInstances).check("minInstances", minInstances);
        KEEP_ALIVE.check("keepAlive", keepAlive);
        MAX_QUEUE.check("maxQueue", maxQueue);
        QUEUE_TIMEOUT.check("queueTimeout", queueTimeout);
        int shards = shards(affinity);
        if (shards > 0) {
            new Range<>(shards, MAX_INSTANCES.most()).check("maxInstances", maxInstances);
            new Range<>(0, shards).check("minInstances", minInstances);
        }
    }

    private static int shards(Optional<Affinity> affinity) {
        return affinity.flatMap(Affinity::shards).map(Shards::count).orElse(0);
    }

    /** One whose instances are kept as declared. */
    public Scaling(
            int concurrency,
            int minInstances,
            int maxInstances,
            Duration keepAlive,
            int maxQueue,
            Duration queueTimeout,
            BackgroundPolicy background) {
        this(
                concurrency,
                minInstances,
                maxInstances,
                keepAlive,
                maxQueue,
                queueTimeout,
                background,
                KeepAlivePolicy.FIXED);
    }

    /** One whose calls go wherever there is room. */
    public Scaling(
            int concurrency,
            int minInstances,
            int maxInstances,
            Duration keepAlive,
            int maxQueue,
            Duration queueTimeout,
            BackgroundPolicy background,
            KeepAlivePolicy keepAlivePolicy) {
        this(
                concurrency,
                minInstances,
                maxInstances,
                keepAlive,
                maxQueue,
                queueTimeout,
                background,
                keepAlivePolicy,
                Optional.empty());
    }

    /** One whose background calls run to their end. */
    public Scaling(
            int concurrency,
            int minInstances,
            int maxInstances,
            Duration keepAlive,
            int maxQueue,
            Duration queueTimeout) {
        this(concurrency, minInstances, maxInstances, keepAlive, maxQueue, queueTimeout, BackgroundPolicy.FINISH);
    }

    /** Into how many shards its keys are cut; 0 if they are not. */
    public int shards() {
        return shards(affinity);
    }

    /** Whether each shard has one owner at a time among all gateways. */
    public boolean isExclusive() {
        return affinity.flatMap(Affinity::shards).filter(Shards::exclusive).isPresent();
    }

    /** Whether its instances never have more than one slot in all. */
    public boolean isOneSlot() {
        return concurrency == 1 && maxInstances == 1;
    }
}
