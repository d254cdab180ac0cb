package dev.sluice.decorators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.BoundDecorator;
import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.decorator.OrderWarnings;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.settings.Binding;
import dev.sluice.decorators.cache.shard.NoShardProcesses;
import dev.sluice.decorators.evaluate.InProcessEvaluators;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of orders that can hardly be meant. */
class OrderTest {

    /** With the one that the gateway brings. */
    private static final DecoratorKinds KINDS = BuiltInKinds.of(
            () -> {
                throw new AssertionError("nothing is called");
            },
            new InProcessEvaluators(),
            new NoShardProcesses());

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
    void aCodePassesNoSecondCallOfARetry() {
        assertThat(warnings(AUTH, RETRY, "two-factor={}"))
                .containsExactly("decorators[1] (retry) stands before decorators[2] (two-factor), so a call that is"
                        + " repeated is refused, because what it brought to pass was used the first time."
                        + " Put two-factor first.");
        assertThat(warnings(AUTH, "two-factor={}", RETRY)).isEmpty();
    }

    @Test
    void twoThatTakeACodeLetNobodyPass() {
        assertThat(warnings(AUTH, "two-factor={}", "two-factor={methods: [POST]}"))
                .containsExactly("decorators[1] (two-factor) and decorators[2] (two-factor) both take what lets a call"
                        + " pass once, and the second never sees it: a call that concerns both never"
                        + " passes. Keep one of them, unless each is for other calls.");
    }

    @Test
    void theUsualOrderIsNotWarnedOf() {
        assertThat(warnings(AUTH, CACHE, RETRY, "compress={}")).isEmpty();
    }
}
