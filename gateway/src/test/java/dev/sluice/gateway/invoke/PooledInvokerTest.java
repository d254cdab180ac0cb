package dev.sluice.gateway.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.OutcomeListener;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.StreamEnd;
import dev.sluice.core.runner.StreamListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What the invoker makes of routes that change, slots that fail and callers that leave. */
class PooledInvokerTest {

    private final RouteTable routes = new RouteTable();
    private final ToldLink link = new ToldLink();
    private final LinkPools pools = new LinkPools(link, new ToldProcess());
    private final List<InvocationRecord> records = new ArrayList<>();
    private final PooledInvoker invoker = new PooledInvoker(routes, pools, records::add);
    private final ToldCall told = new ToldCall();

    /** A link whose streams end as a test says. */
    private static final class ToldLink implements RunnerLink, Call {
        final List<StreamListener> streams = new ArrayList<>();
        final List<Duration> timeouts = new ArrayList<>();
        int notSent;
        int cancelled;

        @Override
        public RunnerId id() {
            return new RunnerId("r1");
        }

        @Override
        public CompletionStage<Frame> specialise(Frame.Specialise order) {
            return new CompletableFuture<>();
        }

        @Override
        public Call open(Invocation invocation, Duration timeout, StreamListener listener) {
            timeouts.add(timeout);
            streams.add(listener);
            if (notSent > 0) {
                notSent--;
                listener.finished(new StreamEnd.NotSent());
            }
            return this;
        }

        @Override
        public void drain() {}

        @Override
        public void close() {}

        @Override
        public CompletionStage<String> closed() {
            return new CompletableFuture<>();
        }

        @Override
        public void write(ByteBuffer bytes) {}

        @Override
        public void end(Headers trailers) {}

        @Override
        public void grant(int bytes) {}

        @Override
        public void cancel() {
            cancelled++;
        }
    }

    private static final class ToldCall implements OutcomeListener {
        final List<Outcome> outcomes = new ArrayList<>();
        int version;

        @Override
        public void started(FunctionVersion reached, String instance, Timings waited) {
            version = reached.number();
        }

        @Override
        public void finished(Outcome outcome, Timings timings) {
            outcomes.add(outcome);
        }
    }

    private static Invocation invocation() {
        return new Invocation(
                InvocationId.next(1),
                new FunctionName("hello"),
                new RequestHead("POST", "/", "", Headers.EMPTY),
                Body.EMPTY);
    }

    private static FunctionVersion version(int number) {
        return TestVersions.of("hello", number, Duration.ofMillis(100L * number), Access.PUBLIC);
    }

    @Test
    void aVersionThatTakesOverBetweenLookUpAndSlotServesTheCall() {
        routes.put(version(1));
        pools.refusing(asked -> {
            if (asked.number() == 1) {
                routes.put(version(2));
                return Optional.of(new Outcome.PlatformFault(Component.POOL, "gone", "Version 1 is gone."));
            }
            return Optional.empty();
        });

        invoker.invoke(invocation(), told);
        link.streams.getFirst().finished(new StreamEnd.Answered(200));

        assertThat(told.outcomes).containsExactly(new Outcome.Succeeded(200));
        assertThat(told.version).isEqualTo(2);
        assertThat(link.timeouts).containsExactly(Duration.ofMillis(200));
        assertThat(records)
                .singleElement()
                .satisfies(record -> assertThat(record.version()).isEqualTo(2));
    }

    @Test
    void aFunctionThatIsRemovedBetweenLookUpAndSlotIsNotThere() {
        routes.put(version(1));
        pools.refusing(asked -> {
            routes.remove(asked.function());
            return Optional.of(new Outcome.PlatformFault(Component.POOL, "gone", "It is gone."));
        });

        invoker.invoke(invocation(), told);

        assertThat(told.outcomes).containsExactly(new Outcome.NoSuchFunction());
    }

    @Test
    void versionsThatNeverStopChangingEndInTheLastRefusal() {
        routes.put(version(1));
        Outcome gone = new Outcome.PlatformFault(Component.POOL, "gone", "It is gone.");
        pools.refusing(asked -> {
            routes.put(version(asked.number() + 1));
            return Optional.of(gone);
        });

        invoker.invoke(invocation(), told);

        assertThat(told.outcomes).containsExactly(gone);
    }

    @Test
    void anInstanceThatIsGoneBeforeAnythingWasSentCostsNothing() {
        routes.put(version(1));
        link.notSent = 1;

        invoker.invoke(invocation(), told);
        link.streams.get(1).finished(new StreamEnd.Answered(204));

        assertThat(told.outcomes).containsExactly(new Outcome.Succeeded(204));
        assertThat(pools.released()).singleElement().isInstanceOf(Outcome.PlatformFault.class);
    }

    @Test
    void instancesThatAreAllGoneAreAFaultOfThePlatform() {
        routes.put(version(1));
        link.notSent = 99;

        invoker.invoke(invocation(), told);

        assertThat(told.outcomes)
                .containsExactly(new Outcome.PlatformFault(
                        Component.RUNNER, "instance_gone", "The instance was gone before the call reached it."));
        assertThat(link.streams).hasSize(3);
        assertThat(records).hasSize(1);
    }

    @Test
    void theTimeoutIsOfTheRunAlone() {
        routes.put(version(7));

        invoker.invoke(invocation(), told);

        assertThat(link.timeouts).containsExactly(Duration.ofMillis(700));
    }

    @Test
    void aCallerThatLeavesWhileItRunsIsPassedOnAndToldOnce() {
        routes.put(version(1));
        Call call = invoker.invoke(invocation(), told);
        call.cancel();
        link.streams
                .getFirst()
                .finished(new StreamEnd.Failed(Frame.InvokeFault.CANCELLED, FunctionError.of("interrupted")));
        call.cancel();

        assertThat(link.cancelled).isGreaterThanOrEqualTo(1);
        assertThat(told.outcomes).containsExactly(new Outcome.Cancelled());
        assertThat(pools.released()).containsExactly(new Outcome.Cancelled());
        assertThat(records.getFirst().status()).isZero();
    }

    @Test
    void anotherDoorIsRecordedAsSuch() {
        invoker.through("schedule").invoke(invocation(), told);

        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.door()).isEqualTo("schedule");
            assertThat(record.outcome()).isEqualTo(new Outcome.NoSuchFunction());
            assertThat(record.status()).isEqualTo(404);
        });
    }

    @Test
    void anInstanceThatGoesAndNeverSaysWhyIsNotWaitedForLong() {
        routes.put(version(1));
        invoker.invoke(invocation(), told);
        link.streams.getFirst().finished(new StreamEnd.LinkClosed(""));

        await().until(() -> !told.outcomes.isEmpty());
        assertThat(told.outcomes)
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.PlatformFault.class,
                        fault -> assertThat(fault.reason()).isEqualTo("instance_lost"));
    }
}
