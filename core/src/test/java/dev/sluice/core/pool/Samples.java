package dev.sluice.core.pool;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

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
