package dev.sluice.gateway.invoke;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.ErrorDetail;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Versions of functions that only their route and their limits matter of; their callers are told all of their failures. */
public final class TestVersions {

    private TestVersions() {}

    public static FunctionVersion of(String name) {
        return of(name, 1, Duration.ofSeconds(30), Access.PUBLIC);
    }

    public static FunctionVersion of(String name, int number, Duration timeout, Access access) {
        return of(name, number, timeout, access, Optional.of(ErrorDetail.FULL));
    }

    public static FunctionVersion of(
            String name, int number, Duration timeout, Access access, Optional<ErrorDetail> errors) {
        return new FunctionVersion(
                new FunctionName(name),
                number,
                new Digest("0".repeat(64)),
                new FunctionSpec(
                        new Backend.Code(new RuntimeName("test1"), "a.B"),
                        FunctionSpec.DEFAULT_MEMORY,
                        timeout,
                        Scaling.DEFAULT,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        access,
                        List.of(),
                        errors),
                Instant.EPOCH);
    }
}
