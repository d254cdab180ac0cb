package dev.sluice.gateway.egress;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.Adapters;
import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Launch;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Versions of the function {@code shop} that only their ambassadors matter of. */
final class EgressVersions {

    private EgressVersions() {}

    static FunctionVersion of(Ambassador... egress) {
        Launch launch = new Launch(
                Optional.empty(), List.of(), Optional.empty(), Set.of(), List.of(), Adapters.NONE, List.of(egress));
        return new FunctionVersion(
                new FunctionName("shop"),
                1,
                new Digest("0".repeat(64)),
                new FunctionSpec(
                        new Backend.Code(new RuntimeName("test1"), "a.B", launch),
                        FunctionSpec.DEFAULT_MEMORY,
                        Duration.ofSeconds(30),
                        Scaling.DEFAULT,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Access.PUBLIC,
                        List.of(),
                        Optional.empty()),
                Instant.EPOCH);
    }
}
