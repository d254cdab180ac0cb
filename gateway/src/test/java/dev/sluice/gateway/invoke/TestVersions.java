package dev.sluice.gateway.invoke;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Versions of functions that only their route and their limits matter of. */
public final class TestVersions {

    private TestVersions() {}

    public static FunctionVersion of(String name) {
        return of(name, 1, Duration.ofSeconds(30), Access.PUBLIC);
    }

    public static FunctionVersion of(String name, int number, Duration timeout, Access access) {
        return new FunctionVersion(
                new FunctionName(name),
                number,
                new Digest("0".repeat(64)),
                new FunctionSpec(
                        new RuntimeName("test1"),
                        "a.B",
                        FunctionSpec.DEFAULT_MEMORY,
                        timeout,
                        Scaling.DEFAULT,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        access),
                Instant.EPOCH);
    }
}
