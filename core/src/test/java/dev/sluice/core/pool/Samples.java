package dev.sluice.core.pool;

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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Functions and settings for tests. */
final class Samples {

    static final RuntimeName JAVA = new RuntimeName("java25");
    static final RunnerKind KIND = new RunnerKind(JAVA, new MemorySize(256));

    private Samples() {}

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

    static FunctionVersion version(String name, int number, Scaling scaling) {
        return version(name, number, 256, scaling);
    }

    static FunctionVersion slowToStart(String name, Duration startTimeout) {
        FunctionSpec spec = new FunctionSpec(
                new Backend.Code(JAVA, "a.B", new Launch(Optional.of(startTimeout), List.of())),
                new MemorySize(256),
                Duration.ofSeconds(30),
                scaling(1, 0, 1),
                Map.of(),
                Map.of(),
                Map.of(),
                Access.PUBLIC,
                List.of(),
                Optional.empty());
        return new FunctionVersion(new FunctionName(name), 1, new Digest("0".repeat(64)), spec, Instant.EPOCH);
    }

    static Scaling scaling(int concurrency, int min, int max) {
        return new Scaling(concurrency, min, max, Duration.ofSeconds(60), 10, Duration.ofSeconds(2));
    }

    static PoolSettings settings() {
        return new PoolSettings(
                new PoolSettings.Caps(20, new MemorySize(20 * 256), 3, 1, 4),
                new PoolSettings.Warm(new MemorySize(256), 2, 1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));
    }
}
