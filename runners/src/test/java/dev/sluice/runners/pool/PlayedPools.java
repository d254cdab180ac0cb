package dev.sluice.runners.pool;

import dev.sluice.core.adapter.Expression;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Launch;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.pool.KeepAlive;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.pool.PoolSettings;
import dev.sluice.core.pool.Slots;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.time.Timers;
import dev.sluice.runners.runtime.Runtimes;
import dev.sluice.testkit.runner.PlayedRunners;
import dev.sluice.testkit.time.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The real pools on played runners, in virtual time and on one thread. */
final class PlayedPools {

    static final RuntimeName JAVA = new RuntimeName("java25");

    final VirtualTime time = new VirtualTime();
    final PlayedRunners runners = new PlayedRunners(time);
    final List<PoolEvent> events = new ArrayList<>();
    final List<LogLine> logs = new ArrayList<>();
    final LivePools pools;
    private final Map<FunctionName, Slots> slots = new HashMap<>();
    PoolParts.Orders orders = PlayedPools::order;

    PlayedPools(Path home) throws IOException {
        this(home, settings());
    }

    PlayedPools(Path home, PoolSettings settings) throws IOException {
        pools = new LivePools(parts(
                home,
                settings,
                runners,
                time,
                time,
                new PoolParts.Orders() {
                    @Override
                    public Frame.Specialise order(FunctionVersion version, RunnerId runner, Path codeFolder) {
                        return orders.order(version, runner, codeFolder);
                    }

                    @Override
                    public boolean hasPrinted(RunnerId runner, Expression expression) {
                        return orders.hasPrinted(runner, expression);
                    }

                    @Override
                    public void ended(RunnerId runner) {
                        orders.ended(runner);
                    }
                },
                events::add,
                logs::add));
        pools.start();
        time.pass(Duration.ofSeconds(2));
    }

    /** @param tasks runs what may block, spawns runners included */
    static PoolParts parts(
            Path home,
            PoolSettings settings,
            PlayedRunners runners,
            Timers time,
            Executor tasks,
            PoolParts.Orders orders,
            Consumer<PoolEvent> events,
            Consumer<LogLine> logs) {
        return new PoolParts(
                runners,
                runners,
                new Runtimes(Map.of(JAVA, new Runtimes.Runtime(JAVA, home.resolve("none"), ""))),
                new PoolParts.Settings(settings),
                new PoolParts.Folders(home.resolve("run"), home.resolve("cache"), home.resolve("jdk")),
                KeepAlive.DECLARED,
                orders,
                events,
                logs,
                time,
                tasks,
                tasks);
    }

    static PoolSettings settings() {
        return new PoolSettings(
                new PoolSettings.Caps(20, new MemorySize(20 * 256), 2, 1, 4),
                new PoolSettings.Warm(new MemorySize(256), 2, 1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));
    }

    static FunctionVersion version(String name, int number, Scaling scaling) {
        return version(name, number, 256, scaling);
    }

    static FunctionVersion version(String name, int number, int memory, Scaling scaling) {
        FunctionSpec spec = new FunctionSpec(
                JAVA,
                "a.B",
                new MemorySize(memory),
                Duration.ofSeconds(30),
                scaling,
                Map.of(),
                Map.of(),
                Map.of(),
                Access.PUBLIC);
        return new FunctionVersion(new FunctionName(name), number, new Digest("0".repeat(64)), spec, Instant.EPOCH);
    }

    static FunctionVersion withOptions(String name, String... options) {
        return withLaunch(name, new Launch(Optional.empty(), List.of(options)));
    }

    static FunctionVersion withLaunch(String name, Launch launch) {
        FunctionSpec spec = new FunctionSpec(
                new Backend.Code(JAVA, "a.B", launch),
                new MemorySize(256),
                Duration.ofSeconds(30),
                Scaling.DEFAULT,
                Map.of(),
                Map.of(),
                Map.of(),
                Access.PUBLIC,
                List.of(),
                Optional.empty());
        return new FunctionVersion(new FunctionName(name), 1, new Digest("0".repeat(64)), spec, Instant.EPOCH);
    }

    static FunctionVersion version(String name, int number) {
        return version(name, number, Scaling.DEFAULT);
    }

    static Frame.Specialise order(FunctionVersion version, RunnerId runner, Path codeFolder) {
        return new Frame.Specialise(
                version.function().value(),
                version.number(),
                "a.B",
                new Frame.Artifact("", List.of()),
                Map.of(),
                30_000,
                100,
                Map.of());
    }

    FunctionVersion live(String name) {
        FunctionVersion version = version(name, 1);
        activate(version);
        return version;
    }

    void activate(FunctionVersion version) {
        slots.put(version.function(), pools.activate(version));
    }

    /** Where calls of a function ask that is live, or was. */
    Slots slots(FunctionVersion version) {
        return Objects.requireNonNull(slots.get(version.function()));
    }

    Waiter call(FunctionVersion version) {
        Waiter waiter = new Waiter();
        slots(version).acquire(Terms.HTTP, waiter);
        return waiter;
    }

    /** A call that has its slot when this returns. */
    Waiter served(FunctionVersion version) {
        Waiter waiter = call(version);
        time.pass(Duration.ofSeconds(1));
        waiter.slot();
        return waiter;
    }
}
