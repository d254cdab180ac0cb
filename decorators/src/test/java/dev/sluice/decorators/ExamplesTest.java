package dev.sluice.decorators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.decorator.KindInfo;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.settings.Binding;
import dev.sluice.decorators.cache.shard.NoShardProcesses;
import dev.sluice.decorators.evaluate.InProcessEvaluators;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {

    private static final DecoratorKinds KINDS = BuiltInKinds.of(
            () -> {
                throw new AssertionError("nothing is called");
            },
            new InProcessEvaluators(),
            new NoShardProcesses());

    static Stream<KindInfo> kinds() {
        return KINDS.describe().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theExampleOfEachKindWorksAsItStands(KindInfo kind) {
        Object entry = ((List<?>) Decorated.tree(kind.example())).getFirst();
        Object settings = entry instanceof Map<?, ?> map ? Objects.requireNonNull(map.get(kind.name())) : Map.of();

        assertThat(KINDS.bind(new DecoratorSpec(kind.name(), settings), "decorators[0]"))
                .isInstanceOf(Binding.Bound.class);
    }
}
