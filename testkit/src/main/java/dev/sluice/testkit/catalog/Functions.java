package dev.sluice.testkit.catalog;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.AsyncSpec;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.function.TriggerSpec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Functions for tests. */
public final class Functions {

    public static final Instant NOW = Instant.parse("2026-11-23T16:02:11.123Z");

    private Functions() {}

    /** A spec that says nothing special. */
    public static FunctionSpec spec() {
        return spec(Map.of(), Map.of());
    }

    public static FunctionSpec spec(Map<String, String> environment, Map<String, String> secrets) {
        return new FunctionSpec(
                new RuntimeName("java25"),
                "demo.Hello",
                FunctionSpec.DEFAULT_MEMORY,
                FunctionSpec.DEFAULT_TIMEOUT,
                Scaling.DEFAULT,
                environment,
                secrets,
                Map.of("team", "a"),
                Access.PUBLIC);
    }

    /** A version whose artifact is that of its label. */
    public static FunctionVersion version(String name, int number) {
        return new FunctionVersion(new FunctionName(name), number, digest(name + "@" + number), spec(), NOW);
    }

    /** The same as another version, with these decorators. */
    public static FunctionVersion decorated(FunctionVersion version, int number, DecoratorSpec... decorators) {
        FunctionSpec spec = version.spec();
        return new FunctionVersion(
                version.function(),
                number,
                version.artifact(),
                new FunctionSpec(
                        spec.backend(),
                        spec.memory(),
                        spec.timeout(),
                        spec.scaling(),
                        spec.environment(),
                        spec.secrets(),
                        spec.labels(),
                        spec.access(),
                        List.of(decorators),
                        spec.errors()),
                version.createdAt());
    }

    /** The same as another version, with calls that run later tried and bounded like this. */
    public static FunctionVersion later(FunctionVersion version, int number, AsyncSpec async) {
        return with(version, number, async, version.spec().triggers());
    }

    /** The same as another version, with triggers of its own. */
    public static FunctionVersion triggered(FunctionVersion version, int number, TriggerSpec... triggers) {
        return with(version, number, version.spec().async(), List.of(triggers));
    }

    private static FunctionVersion with(
            FunctionVersion version, int number, AsyncSpec async, List<TriggerSpec> triggers) {
        FunctionSpec spec = version.spec();
        return new FunctionVersion(
                version.function(),
                number,
                version.artifact(),
                new FunctionSpec(
                        spec.backend(),
                        spec.memory(),
                        spec.timeout(),
                        spec.scaling(),
                        spec.environment(),
                        spec.secrets(),
                        spec.labels(),
                        spec.access(),
                        spec.decorators(),
                        spec.errors(),
                        spec.longestChain(),
                        async,
                        triggers),
                version.createdAt());
    }

    public static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }
}
