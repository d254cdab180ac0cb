package dev.sluice.testkit.decorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.chain.DecoratorChain;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Terms;
import dev.sluice.testkit.decorator.PlayedFunction.Act;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a chain does with a decorator that does not keep the rules. */
@Timeout(60)
class DecoratorChainTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Sites sites = new Sites();
    private final PlayedFunction function = new PlayedFunction();

    private Invoker around(Decorator decorator) {
        return DecoratorChain.compile(List.of(new PlacedDecorator(sites.site("own"), decorator)), function);
    }

    @AfterEach
    void everybodyKeptTheRules() {
        assertThat(function.faults()).isEmpty();
    }

    @Test
    void oneThatThrowsAfterItHasCalledOnEndsWhatItCalled() {
        function.playing(new Act.Waits());
        Invoker chain = around((invocation, listener, next) -> {
            next.invoke(invocation, listener);
            next.invoke(invocation, listener);
            throw new IllegalStateException("no luck");
        });

        HeardCall caller = HeardCall.of(chain, Invocations.get());

        assertThat(caller.outcome()).isEqualTo(sites.site("own").failure(new IllegalStateException("no luck")));
        assertThat(caller.faults()).isEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(function.calls()).hasSize(2).allMatch(PlayedCall::cancelled));
    }

    @Test
    void theCallsOfEntryPointsAtWhichItDoesNotStandPassItBy() {
        List<EntryPoint> seen = new CopyOnWriteArrayList<>();
        Decorator note = (invocation, listener, next) -> {
            seen.add(invocation.terms().entryPoint());
            return next.invoke(invocation, listener);
        };
        Invoker chain = DecoratorChain.compile(
                List.of(new PlacedDecorator(sites.site("own"), note, Set.of(EntryPoint.HTTP, EntryPoint.DECORATOR))),
                function);

        for (EntryPoint entryPoint : EntryPoint.values()) {
            HeardCall.of(chain, Invocations.get().with(Terms.of(entryPoint, Priority.INTERACTIVE)))
                    .outcome();
        }

        assertThat(seen).containsExactly(EntryPoint.HTTP, EntryPoint.DECORATOR);
        assertThat(function.calls()).hasSize(EntryPoint.values().length);
    }

    @Test
    void oneThatMakesANewInvocationChangesNothingOfItsTerms() {
        Invoker chain = around((invocation, listener, next) -> next.invoke(
                new Invocation(invocation.id(), invocation.function(), invocation.head(), invocation.body()),
                listener));
        Terms terms = Terms.of(EntryPoint.EVENT, Priority.BACKGROUND);

        HeardCall.of(chain, Invocations.get().with(terms)).outcome();
        HeardCall.of(chain, Invocations.get()).outcome();

        assertThat(function.calls().stream().map(call -> call.invocation().terms()))
                .containsExactly(terms, Terms.HTTP);
    }

    @Test
    void oneThatSetsTermsOfItsOwnKeepsThem() {
        Invoker chain = around((invocation, listener, next) ->
                next.invoke(invocation.with(invocation.terms().inBackground()), listener));

        HeardCall.of(chain, Invocations.get()).outcome();

        assertThat(function.calls().getFirst().invocation().terms().priority()).isEqualTo(Priority.BACKGROUND);
    }

    @Test
    void oneThatCallsOnAfterItHasThrownCallsInVain() throws InterruptedException {
        function.playing(new Act.Waits());
        CountDownLatch thrown = new CountDownLatch(1);
        Invoker chain = around((invocation, listener, next) -> {
            Thread.ofVirtual().start(() -> {
                awaitQuietly(thrown);
                next.invoke(invocation, listener);
            });
            throw new IllegalStateException("no luck");
        });

        HeardCall caller = HeardCall.of(chain, Invocations.get());

        assertThat(caller.outcome()).isInstanceOf(Outcome.PlatformFault.class);
        thrown.countDown();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(function.calls()).hasSize(1).allMatch(PlayedCall::cancelled));
        assertThat(caller.faults()).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
