package dev.sluice.decorators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.decorator.BoundDecorator;
import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.decorator.KindInfo;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.settings.Binding;
import dev.sluice.decorators.cache.shard.NoShardProcesses;
import dev.sluice.decorators.evaluate.InProcessEvaluators;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** At the calls of which entry points decorators stand. */
class EntryPointsTest {

    /** With the one that the gateway brings. */
    private static final DecoratorKinds KINDS = BuiltInKinds.of(
            () -> {
                throw new AssertionError("nothing is called");
            },
            new InProcessEvaluators(),
            new NoShardProcesses());

    private static Set<EntryPoint> on(DecoratorSpec spec) {
        if (KINDS.bind(spec, "decorators[0]")
                instanceof Binding.Bound<? extends BoundDecorator<?>>(BoundDecorator<?> bound)) {
            return bound.on();
        }
        throw new AssertionError("refused: " + KINDS.bind(spec, "decorators[0]"));
    }

    @Test
    void thoseThatNeedACallerDoNotStandAtEvents() {
        assertThat(KINDS.describe())
                .filteredOn(kind -> !kind.on().contains(EntryPoint.EVENT))
                .extracting(KindInfo::name)
                .containsExactly("auth", "cache", "compress", "cors", "idempotency", "two-factor");
        assertThat(KINDS.describe())
                .allSatisfy(kind -> assertThat(kind.on()).contains(EntryPoint.HTTP, EntryPoint.DECORATOR));
    }

    @Test
    void whatRefusesStandsBeforeTheAcceptanceOfACallAndTheRestAroundItsAttempts() {
        assertThat(KINDS.describe())
                .filteredOn(kind -> kind.on().contains(EntryPoint.ACCEPT))
                .extracting(KindInfo::name)
                .containsExactly(
                        "auth",
                        "cors",
                        "defaults",
                        "function",
                        "idempotency",
                        "log",
                        "rate-limit",
                        "two-factor",
                        "validate");
        assertThat(KINDS.describe())
                .filteredOn(kind -> kind.on().contains(EntryPoint.ASYNC))
                .extracting(KindInfo::name)
                .containsExactly(
                        "bulkhead",
                        "circuit-breaker",
                        "fallback",
                        "headers",
                        "hedge",
                        "log",
                        "mirror",
                        "retry",
                        "scatter",
                        "split",
                        "timeout",
                        "transform");
    }

    @Test
    void whatStandsBeforeRequestsBySpecStandsBeforeTheirAcceptanceToo() {
        assertThat(on(new DecoratorSpec("rate-limit", Decorated.tree("{rate: 1, per: 1s}"), List.of("http"))))
                .containsExactlyInAnyOrder(EntryPoint.HTTP, EntryPoint.ACCEPT);
        assertThat(on(new DecoratorSpec("timeout", "2s", List.of("http")))).containsExactly(EntryPoint.HTTP);
    }

    @Test
    void aSpecMaySayOtherwise() {
        DecoratorSpec usual = new DecoratorSpec("cors", Decorated.tree("{origins: [https://a.example]}"));

        assertThat(on(usual)).containsExactlyInAnyOrder(EntryPoint.HTTP, EntryPoint.DECORATOR, EntryPoint.ACCEPT);
        assertThat(on(new DecoratorSpec(usual.name(), usual.settings(), List.of("event", "http"))))
                .containsExactlyInAnyOrder(EntryPoint.EVENT, EntryPoint.HTTP, EntryPoint.ACCEPT);
        assertThat(on(new DecoratorSpec("timeout", "2s", List.of("event")))).containsExactly(EntryPoint.EVENT);
    }

    @Test
    void anEntryPointThatIsNoneIsTold() {
        assertThat(KINDS.problems(new DecoratorSpec("timeout", "2s", List.of("http", "evnt")), "decorators[0]"))
                .containsExactly(new SpecProblem(
                        "decorators[0].timeout.on",
                        "there is no entry point 'evnt'",
                        "http, decorator, event, accept, async"));
    }

    @Test
    void noKindHasTheNameOfWhatStandsBesideNames() {
        assertThatThrownBy(() -> new KindInfo("on", "Does something.", "- on", "sluice", List.of()))
                .hasMessage("'on' cannot be the name of a decorator: beside one it says where that stands");
    }
}
