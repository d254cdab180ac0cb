package dev.sluice.gateway.decorate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.testkit.decorator.Sites;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecorationsTest {

    private final Decorations decorations = new Decorations(
            DecoratorKinds.load(DecorationsTest.class.getClassLoader()),
            function -> new Sites().site("any").services());

    private static FunctionVersion version(DecoratorSpec... decorators) {
        FunctionSpec spec = new FunctionSpec(
                new Backend.Code(new RuntimeName("java25"), "a.B"),
                FunctionSpec.DEFAULT_MEMORY,
                Duration.ofSeconds(30),
                Scaling.DEFAULT,
                Map.of(),
                Map.of(),
                Map.of(),
                Access.PUBLIC,
                List.of(decorators),
                Optional.empty());
        return new FunctionVersion(new FunctionName("hello"), 1, new Digest("0".repeat(64)), spec, Instant.EPOCH);
    }

    @Test
    void decoratorsStandWhereTheirKindsOrTheSpecSay() {
        Decoration made = decorations.deploy(version(
                new DecoratorSpec("compress", Map.of()),
                new DecoratorSpec("timeout", "2s"),
                new DecoratorSpec("timeout", "1s", List.of("event"))));

        assertThat(made)
                .isInstanceOfSatisfying(
                        Decoration.Ready.class,
                        ready -> assertThat(ready.decorators())
                                .extracting(PlacedDecorator::on)
                                .containsExactly(
                                        EntryPoint.ANSWERED, EntryPoint.AT_ATTEMPTS, Set.of(EntryPoint.EVENT)));
    }
}
