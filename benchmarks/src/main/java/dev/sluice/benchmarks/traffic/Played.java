package dev.sluice.benchmarks.traffic;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.pool.KeepAlive;
import dev.sluice.core.pool.PoolRules;
import dev.sluice.core.pool.PoolSettings;
import dev.sluice.testkit.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What became of calls under one keep-alive.
 *
 * @param cold calls that found no instance, the first of each function among them
 * @param idle how long instances were there, all together
 */
public record Played(long calls, long cold, Duration idle) {

    private static final double NANOS_A_MINUTE = Duration.ofMinutes(1).toNanos();

    /** Plays the calls of every function, given in minutes from the beginning, until {@code days} are over. */
    public static Played of(List<double[]> functions, int days, KeepAlivePolicy policy, Duration keepAlive) {
        FunctionVersion version = version(policy, keepAlive);
        PoolRules rules = new PoolRules(
                PoolSettings.forMachine(2, FunctionSpec.DEFAULT_MEMORY), KeepAlive.DECLARED, new SplittableRandom(1));
        Played all = new Played(0, 0, Duration.ZERO);
        for (double[] calls : functions) {
            all = all.and(play(calls, days, version, rules));
        }
        return all;
    }

    private static Played play(double[] calls, int days, FunctionVersion version, PoolRules rules) {
        VirtualTime time = new VirtualTime();
        PlayedFunction function = new PlayedFunction(version, rules, time);
        for (double at : calls) {
            time.pass(Duration.ofNanos(Math.max(0, Math.round(at * NANOS_A_MINUTE) - time.nanos())));
            function.call();
        }
        time.pass(Duration.ofNanos(Math.max(0, Duration.ofDays(days).toNanos() - time.nanos())));
        return new Played(function.calls(), function.cold(), function.idle());
    }

    private Played and(Played other) {
        return new Played(calls + other.calls, cold + other.cold, idle.plus(other.idle));
    }

    private static FunctionVersion version(KeepAlivePolicy policy, Duration keepAlive) {
        Scaling usual = Scaling.DEFAULT;
        FunctionSpec spec = new FunctionSpec(
                new RuntimeName("java25"),
                "a.Handler",
                FunctionSpec.DEFAULT_MEMORY,
                FunctionSpec.DEFAULT_TIMEOUT,
                new Scaling(
                        usual.concurrency(),
                        0,
                        1,
                        keepAlive,
                        usual.maxQueue(),
                        usual.queueTimeout(),
                        BackgroundPolicy.FINISH,
                        policy),
                Map.of(),
                Map.of(),
                Map.of(),
                Access.PUBLIC);
        return new FunctionVersion(new FunctionName("played"), 1, new Digest("0".repeat(64)), spec, Instant.EPOCH);
    }
}
