package dev.sluice.decorators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.BoundDecorator;
import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.decorator.OrderWarnings;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.settings.Binding;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of orders that can hardly be meant. */
class OrderTest {

    private static final DecoratorKinds KINDS = DecoratorKinds.load(OrderTest.class.getClassLoader());
    private static final String AUTH = "auth={bearer: [ci-token]}";
    private static final String CACHE = "cache={}";
    private static final String RETRY = "retry={}";
    private static final String HEDGE = "hedge={after: 50ms}";

    private static List<String> warnings(String... written) {
        List<BoundDecorator<?>> bound = new ArrayList<>();
        for (String each : written) {
            String[] parts = each.split("=", 2);
            DecoratorSpec spec = new DecoratorSpec(parts[0], Decorated.tree(parts[1]));
            if (!(KINDS.bind(spec, "decorators[0]")
                    instanceof Binding.Bound<? extends BoundDecorator<?>>(BoundDecorator<?> decorator))) {
                throw new AssertionError("refused: " + KINDS.bind(spec, "decorators[0]"));
            }
            bound.add(decorator);
        }
        return OrderWarnings.of(bound);
    }

    @Test
    void aCacheBeforeAuthMayGiveAnswersToOthers() {
        assertThat(warnings(CACHE, AUTH))
                .containsExactly("decorators[0] (cache) stands before decorators[1] (auth), so an answer that was made"
                        + " for one caller may be given to another, who may not have it. Put auth first.");
    }

    @Test
    void aBodyIsNotReadBeforeItIsKnownWhoCalls() {
        assertThat(warnings(RETRY, AUTH))
                .containsExactly("decorators[0] (retry) stands before decorators[1] (auth), so whole bodies are read"
                        + " before it is known whether the caller may call at all. Put auth first.");
    }

    @Test
    void twoThatRepeatMultiply() {
        assertThat(warnings(RETRY, HEDGE))
                .containsExactly("decorators[0] (retry) and decorators[1] (hedge) both repeat calls, and what they add"
                        + " multiplies. Keep one of them.");
    }

    @Test
    void theUsualOrderIsNotWarnedOf() {
        assertThat(warnings(AUTH, CACHE, RETRY, "compress={}")).isEmpty();
    }
}
