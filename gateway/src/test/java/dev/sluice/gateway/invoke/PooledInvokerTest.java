package dev.sluice.gateway.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.OutcomeListener;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.StreamEnd;
import dev.sluice.core.runner.StreamListener;
import dev.sluice.gateway.decorate.Decoration;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the invoker makes of routes that change, slots that fail and callers that leave. */
class PooledInvokerTest {

    private final RouteTable routes = new RouteTable();
    private final ToldLink link = new ToldLink();
    private final LinkPools pools = new LinkPools(link, new ToldProcess());
    private final List<InvocationRecord> records = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private Function<Integer, CompletionStage<Optional<Route>>> bound =
            _ -> CompletableFuture.completedStage(Optional.empty());
    private final PooledInvoker invoker = new PooledInvoker(
            routes,
            records::add,
            (invocation, version, instance, outcome) ->
                    failures.add(version + " on '" + instance + "': " + outcome.word()),
            _ -> {
                throw new IllegalStateException("nothing is accepted here");
            },
            (function, version) -> bound.apply(version));
    private final ToldCall told = new ToldCall();

    /** A link whose streams end as a test says. */
    private static final class ToldLink extends SilentLink {
        final List<ToldStream> streams = new ArrayList<>();
        int notSent;

        @Nullable
        Function<StreamListener, Call> opening;

        @Override
        public Call open(Invocation invocation, Duration timeout, StreamListener listener) {
            if (opening != null) {
                return opening.apply(listener);
            }
            ToldStream stream = new ToldStream(listener, timeout);
            streams.add(stream);
            if (notSent > 0) {
                notSent--;
                listener.finished(new StreamEnd.NotSent());
            } else {
                listener.opened(stream);
            }
            return stream;
        }

        ToldStream last() {
            return streams.getLast();
        }
    }

    /** One stream; each has its own. */
    private static final class ToldStream implements Call {
        final StreamListener listener;
        final Duration timeout;
        final List<Integer> written = new ArrayList<>();
        final List<Integer> granted = new ArrayList<>();
        int ended;
        int cancelled;

        ToldStream(StreamListener listener, Duration timeout) {
            this.listener = listener;
            this.timeout = timeout;
        }

        void finished(StreamEnd end) {
            listener.finished(end);
        }

        @Override
        public void write(ByteBuffer bytes) {
            written.add(bytes.remaining());
        }

        @Override
        public void end(Headers trailers) {
            ended++;
        }

        @Override
        public void grant(int bytes) {
            granted.add(bytes);
        }

        @Override
        public void cancel() {
            cancelled++;
        }
    }

    private static final class ToldCall implements OutcomeListener {
        final List<Outcome> outcomes = new ArrayList<>();
        final List<String> progress = new ArrayList<>();
        int version;

        @Override
        public void progress(ByteBuffer bytes) {
            progress.add(StandardCharsets.UTF_8.decode(bytes.duplicate()).toString());
        }

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
        return invocation("POST");
    }

    private static Invocation invocation(String method) {
        return new Invocation(
                InvocationId.next(1),
                new FunctionName("hello"),
                new RequestHead(method, "/", "", Headers.EMPTY),
                Body.EMPTY);
    }

    @Test
    void howFarACallHasComeIsToldAndTheLastOfItRecorded() {
        live(version(1));
        invoker.invoke(invocation(), told);
        StreamListener stream = link.last().listener;
        byte[] bytes = "one".getBytes(StandardCharsets.UTF_8);

        stream.progress(ByteBuffer.wrap("none".getBytes(StandardCharsets.UTF_8)));
        stream.progress(ByteBuffer.wrap(bytes));
        bytes[0] = 'x';
        stream.finished(new StreamEnd.Answered(200));

        assertThat(told.progress).containsExactly("none", "one");
        assertThat(StandardCharsets.UTF_8.decode(records.getFirst().progress()).toString())
                .isEqualTo("one");
    }

    private static Invocation streamed() {
        Invocation complete = invocation();
        return new Invocation(complete.id(), complete.function(), complete.head(), new Body.Streamed());
    }

    private void live(FunctionVersion version) {
        routes.put(Route.to(invoker.instances(version, pools.activate(version))));
    }

    private static FunctionVersion version(int number) {
        return TestVersions.of("hello", number, Duration.ofMillis(100L * number), Access.PUBLIC);
    }

    @Test
    void aVersionThatTakesOverBetweenLookUpAndSlotServesTheCall() {
        live(version(1));
        pools.refusing(asked -> {
            if (asked.number() == 1) {
                live(version(2));
                return Optional.of(new Outcome.PlatformFault(Component.POOL, "gone", "Version 1 is gone."));
            }
            return Optional.empty();
        });

        invoker.invoke(invocation(), told);
        link.streams.getFirst().finished(new StreamEnd.Answered(200));

        assertThat(told.outcomes).containsExactly(new Outcome.Succeeded(200));
        assertThat(told.version).isEqualTo(2);
        assertThat(link.last().timeout).isEqualTo(Duration.ofMillis(200));
        assertThat(records)
                .singleElement()
                .satisfies(record -> assertThat(record.version()).isEqualTo(2));
    }

    /** As an entry point has it that has let the caller in by this route. */
    @Test
    void aCallTakesTheRouteThatItsEntryPointFoundWhateverTheTableSaysByThen() {
        live(version(1));
        Optional<Route> found = routes.find("hello");
        routes.put(Route.through(
                new Decoration.Broken(List.of(new SpecProblem("decorators", "one is gone", ""))),
                version(2),
                found.orElseThrow().backend()));

        invoker.invoke(found, invocation(), told);
        link.last().finished(new StreamEnd.Answered(200));
        invoker.invoke(invocation(), told);

        assertThat(told.outcomes).first().isEqualTo(new Outcome.Succeeded(200));
        assertThat(told.outcomes).last().isInstanceOf(Outcome.PlatformFault.class);
        assertThat(records).extracting(InvocationRecord::version).containsExactly(1, 2);
    }

    @Test
    void aFunctionThatGotAnUpstreamWhileItsCallWaitedDoesNotRunItThere() {
        live(version(1));
        pools.refusing(asked -> {
            routes.put(Route.through(
                    new Decoration.Ready(List.of()), version(2), (invocation, listener) -> EndedCall.INSTANCE));
            return Optional.of(new Outcome.NoSuchFunction());
        });

        invoker.invoke(invocation(), told);

        assertThat(told.outcomes)
                .containsExactly(new Outcome.PlatformFault(
                        Component.POOL, "function_changed", "The function got an upstream while the call waited"));
    }

    @Test
    void whatAnInstanceDidWrongIsHeardOfAndAnswersAreNot() {
        live(version(1));
        invoker.invoke(invocation(), told);
        link.last().finished(new StreamEnd.Answered(200));
        invoker.invoke(invocation(), told);
        link.last().finished(new StreamEnd.Failed(Frame.InvokeFault.THREW, FunctionError.of("no")));
        pools.refusing(asked -> Optional.of(new Outcome.NotStarted("init_failed", FunctionError.of("no"))));
        invoker.invoke(invocation(), told);

        assertThat(failures).containsExactly("1 on 'r1': threw", "1 on '': not_started");
    }

    @Test
    void aFunctionThatIsRemovedBetweenLookUpAndSlotIsNotThere() {
        live(version(1));
        pools.refusing(asked -> {
            routes.remove(asked.function());
            return Optional.of(new Outcome.PlatformFault(Component.POOL, "gone", "It is gone."));
        });

        invoker.invoke(invocation(), told);

        assertThat(told.outcomes).containsExactly(new Outcome.NoSuchFunction());
    }

    @Test
    void versionsThatNeverStopChangingEndInTheLastRefusal() {
        live(version(1));
        Outcome gone = new Outcome.PlatformFault(Component.POOL, "gone", "It is gone.");
        pools.refusing(asked -> {
            live(version(asked.number() + 1));
            return Optional.of(gone);
        });

        invoker.invoke(invocation(), told);

        assertThat(told.outcomes).containsExactly(gone);
    }

    @Test
    void anInstanceThatIsGoneBeforeAnythingWasSentCostsNothing() {
        live(version(1));
        link.notSent = 1;

        invoker.invoke(invocation(), told);
        link.streams.get(1).finished(new StreamEnd.Answered(204));

        assertThat(told.outcomes).containsExactly(new Outcome.Succeeded(204));
        assertThat(pools.released()).singleElement().isInstanceOf(Outcome.PlatformFault.class);
    }

    @Test
    void aCallThatANeighbourEndedIsMadeOnceMoreWhereItDoesNoHarmTwice() {
        live(version(1));

        invoker.invoke(invocation("GET"), told);
        link.last().finished(new StreamEnd.NeighbourTimedOut());
        assertThat(link.streams).hasSize(2);
        assertThat(told.outcomes).isEmpty();
        assertThat(failures).containsExactly("1 on 'r1': neighbour_timed_out");
        link.last().finished(new StreamEnd.NeighbourTimedOut());

        assertThat(told.outcomes).containsExactly(new Outcome.NeighbourTimedOut());
        assertThat(pools.released())
                .containsOnly(new Outcome.NeighbourTimedOut())
                .hasSize(2);
        assertThat(records).hasSize(1);
    }

    @Test
    void aCallThatANeighbourEndedIsNotMadeAgainWhereItMayDoHarmOrWhatItAnsweredWasHeard() {
        live(version(1));

        invoker.invoke(invocation("POST"), told);
        link.last().finished(new StreamEnd.NeighbourTimedOut());
        invoker.invoke(invocation("GET"), told);
        link.last().listener.head(200, Headers.EMPTY);
        link.last().finished(new StreamEnd.NeighbourTimedOut());
        Call left = invoker.invoke(invocation("GET"), told);
        left.cancel();
        link.last().finished(new StreamEnd.NeighbourTimedOut());

        assertThat(link.streams).hasSize(3);
        assertThat(told.outcomes)
                .containsExactly(
                        new Outcome.NeighbourTimedOut(), new Outcome.NeighbourTimedOut(), new Outcome.Cancelled());
    }

    /** The instance is gone, and the call runs on another one, before the link has returned from opening the first. */
    @Test
    void whatTheCallerAsksForGoesToTheInstanceThatRunsTheCall() {
        live(version(1));
        link.notSent = 1;

        Call call = invoker.invoke(streamed(), told);
        call.write(ByteBuffer.allocate(3));
        call.grant(7);
        call.end(Headers.EMPTY);
        call.cancel();

        assertThat(link.streams).hasSize(2);
        ToldStream dead = link.streams.getFirst();
        assertThat(dead.written).isEmpty();
        assertThat(dead.granted).isEmpty();
        ToldStream running = link.last();
        assertThat(running.written).containsExactly(3);
        assertThat(running.granted).containsExactly(7);
        assertThat(running.ended).isPositive();
        assertThat(running.cancelled).isPositive();
    }

    @Test
    void aBodyThatEndsBeforeThereIsASlotEndsOnTheInstance() {
        live(version(1));
        pools.holding();

        Call call = invoker.invoke(streamed(), told);
        call.end(Headers.EMPTY);
        pools.grantHeld();

        assertThat(link.last().ended).isPositive();
    }

    /** On the link's thread the end comes at once; what the caller's thread asks for waits until that one is done. */
    @Test
    void theEndOfABodyNeverOvertakesWhatWasWritten() {
        live(version(1));
        pools.holding();
        List<String> sent = new ArrayList<>();
        Queue<Runnable> waiting = new ArrayDeque<>();
        boolean[] callersThread = new boolean[1];
        Call stream = new Call() {
            @Override
            public void write(ByteBuffer bytes) {
                int length = bytes.remaining();
                run(() -> sent.add("write " + length));
            }

            @Override
            public void end(Headers trailers) {
                run(() -> sent.add("end"));
            }

            @Override
            public void grant(int bytes) {}

            @Override
            public void cancel() {}

            private void run(Runnable task) {
                if (callersThread[0]) {
                    waiting.add(task);
                } else {
                    task.run();
                }
            }
        };
        Call call = invoker.invoke(streamed(), told);
        link.opening = listener -> {
            listener.opened(stream);
            callersThread[0] = true;
            call.write(ByteBuffer.allocate(3));
            call.end(Headers.EMPTY);
            callersThread[0] = false;
            return stream;
        };

        pools.grantHeld();
        waiting.forEach(Runnable::run);

        assertThat(sent).containsExactly("write 3", "end");
    }

    @Test
    void aCallerThatLeavesWhileItWaitsIsToldOnceAndTheSlotComesBack() {
        live(version(1));
        pools.holding();

        invoker.invoke(invocation(), told).cancel();
        pools.grantHeld();

        assertThat(told.outcomes).containsExactly(new Outcome.Cancelled());
        assertThat(link.streams).isEmpty();
        assertThat(pools.released()).containsExactly(new Outcome.Cancelled());
        assertThat(records).hasSize(1);
    }

    @Test
    void aCallerThatLeavesIsToldAtOnceAndCodeThatGoesOnKeepsItsSlot() {
        live(version(1));
        Call call = invoker.invoke(invocation(), told);
        call.cancel();
        link.last().listener.abandoned();

        assertThat(told.outcomes).containsExactly(new Outcome.Cancelled());
        assertThat(records).hasSize(1);
        assertThat(pools.abandoned()).isEqualTo(1);
        assertThat(pools.released()).isEmpty();

        link.last().finished(new StreamEnd.Failed(Frame.InvokeFault.CANCELLED, FunctionError.of("")));
        assertThat(told.outcomes).hasSize(1);
        assertThat(records).hasSize(1);
        assertThat(pools.released()).containsExactly(new Outcome.Cancelled());
    }

    @Test
    void codeThatOutlivesItsCallerAndItsTimeoutLosesTheInstance() {
        live(version(1));
        invoker.invoke(invocation(), told).cancel();
        link.last().listener.abandoned();
        link.last().finished(new StreamEnd.Failed(Frame.InvokeFault.TIMED_OUT, FunctionError.of("")));

        assertThat(told.outcomes).containsExactly(new Outcome.Cancelled());
        assertThat(pools.released()).singleElement().isInstanceOf(Outcome.TimedOut.class);
    }

    /** Its caller is still there, and must not wait for it. */
    @Test
    void aBadAnswerOfCodeThatGoesOnIsToldWithoutWaitingForIt() {
        live(version(1));
        invoker.invoke(invocation(), told);
        link.last().listener.head(99, Headers.EMPTY);
        link.last().listener.abandoned();

        assertThat(link.last().cancelled).isPositive();
        assertThat(told.outcomes)
                .containsExactly(new Outcome.BadAnswer(FunctionError.of("its status is 99, allowed is 200 to 599")));
        assertThat(pools.released()).isEmpty();
    }

    @Test
    void instancesThatAreAllGoneAreAFaultOfThePlatform() {
        live(version(1));
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
        live(version(7));

        invoker.invoke(invocation(), told);

        assertThat(link.last().timeout).isEqualTo(Duration.ofMillis(700));
    }

    private static final Outcome GAVE_WAY =
            new Outcome.Rejected(RejectReason.PREEMPTED, "it gave way", Duration.ofSeconds(1));
    private static final StreamEnd INTERRUPTED =
            new StreamEnd.Failed(Frame.InvokeFault.CANCELLED, FunctionError.of("interrupted"));

    @Test
    void aCallWhoseSlotIsTakenBackIsCancelledAndToldWhy() {
        live(version(1));
        invoker.invoke(invocation(), told);

        pools.preempt(GAVE_WAY);
        assertThat(link.last().cancelled).isEqualTo(1);
        assertThat(told.outcomes).as("it has not ended").isEmpty();
        link.last().finished(INTERRUPTED);

        assertThat(told.outcomes).containsExactly(GAVE_WAY);
        assertThat(pools.released()).containsExactly(GAVE_WAY);
        assertThat(records.getFirst().outcome()).isEqualTo(GAVE_WAY);
    }

    @Test
    void oneThatDoesNotHeedThatIsToldAtOnceAndKeepsTheSlot() {
        live(version(1));
        invoker.invoke(invocation(), told);

        pools.preempt(GAVE_WAY);
        link.last().listener.abandoned();
        assertThat(told.outcomes).containsExactly(GAVE_WAY);
        assertThat(pools.abandoned()).isEqualTo(1);
        assertThat(pools.released()).isEmpty();

        link.last().finished(INTERRUPTED);
        assertThat(told.outcomes).hasSize(1);
        assertThat(pools.released()).containsExactly(GAVE_WAY);
    }

    @Test
    void anAnswerThatIsFasterThanThatIsTheAnswer() {
        live(version(1));
        invoker.invoke(invocation(), told);

        pools.preempt(GAVE_WAY);
        link.last().finished(new StreamEnd.Answered(200));
        pools.preempt(GAVE_WAY);

        assertThat(told.outcomes).containsExactly(new Outcome.Succeeded(200));
    }

    @Test
    void aSlotThatIsTakenBackBeforeItIsHandedOverIsCancelledAsSoonAsItIs() {
        live(version(1));
        pools.holding();
        invoker.invoke(invocation(), told);

        pools.preempt(GAVE_WAY);
        pools.grantHeld();

        assertThat(link.last().cancelled).isPositive();
        link.last().finished(INTERRUPTED);
        assertThat(told.outcomes).containsExactly(GAVE_WAY);
    }

    @Test
    void aCallerThatLeavesWhileItRunsIsPassedOnAndToldOnce() {
        live(version(1));
        Call call = invoker.invoke(invocation(), told);
        call.cancel();
        link.streams
                .getFirst()
                .finished(new StreamEnd.Failed(Frame.InvokeFault.CANCELLED, FunctionError.of("interrupted")));
        call.cancel();

        assertThat(link.last().cancelled).isGreaterThanOrEqualTo(1);
        assertThat(told.outcomes).containsExactly(new Outcome.Cancelled());
        assertThat(pools.released()).containsExactly(new Outcome.Cancelled());
        assertThat(records.getFirst().status()).isZero();
    }

    @Test
    void anotherEntryPointIsRecordedAsSuch() {
        invoker.invoke(invocation().with(Terms.of(EntryPoint.EVENT, Priority.BACKGROUND)), told);

        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.entryPoint()).isEqualTo("event");
            assertThat(record.outcome()).isEqualTo(new Outcome.NoSuchFunction());
            assertThat(record.status()).isZero();
        });
    }

    @Test
    void whatIsTooLateDoesNotBegin() {
        live(version(1));
        Outcome tooLate = new Outcome.Rejected(
                RejectReason.DEADLINE_PASSED, "its deadline passed before a slot was free", Duration.ZERO);

        invoker.invoke(invocation().with(until(Instant.EPOCH)), told);
        invoker.invoke(invocation().with(until(Instant.MAX)), new ToldCall());
        pools.holding();
        Instant soon = Instant.now().plusMillis(2);
        invoker.invoke(invocation().with(until(soon)), told);
        await().until(() -> Instant.now().isAfter(soon));
        pools.grantHeld();

        assertThat(told.outcomes).containsExactly(tooLate, tooLate);
        assertThat(link.streams).hasSize(1);
        assertThat(pools.released()).containsExactly(new Outcome.Cancelled());
    }

    private static Terms until(Instant deadline) {
        return new Terms(EntryPoint.EVENT, Priority.BACKGROUND, Optional.of(deadline), "", 1, List.of());
    }

    @Test
    void anEventTooLongToBeHandedOverAtOnceIsWrittenAsCreditComes() {
        live(version(1));
        byte[] data = new byte[150_000];
        CloudEvent event = new CloudEvent(
                Map.of("id", "1", "source", "/a", "type", "t"), Optional.of("image/png"), Optional.of(data));
        Terms terms = new Terms(EntryPoint.EVENT, Priority.BACKGROUND, Optional.empty(), "", 2, List.of());

        invoker.invoke(
                Invocation.of(InvocationId.next(1), new FunctionName("hello"), event, Headers.EMPTY, terms), told);
        link.last().listener.credit(65_536);
        link.last().listener.credit(65_536);
        link.last().listener.credit(65_536);
        link.last().listener.credit(65_536);
        link.last().finished(new StreamEnd.Answered(204));

        assertThat(link.last().written).containsExactly(65_536, 65_536, 150_000 - 2 * 65_536);
        assertThat(link.last().ended).isEqualTo(1);
        assertThat(told.outcomes).containsExactly(new Outcome.Succeeded(204));
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.bytesIn()).isEqualTo(150_000);
            assertThat(record.invocation().head().headers().first("Sluice-Attempt"))
                    .contains("2");
        });
    }

    @Test
    void anInstanceThatGoesAndNeverSaysWhyIsNotWaitedForLong() {
        live(version(1));
        invoker.invoke(invocation(), told);
        link.streams.getFirst().finished(new StreamEnd.LinkClosed(""));

        await().until(() -> !told.outcomes.isEmpty());
        assertThat(told.outcomes)
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.PlatformFault.class,
                        fault -> assertThat(fault.reason()).isEqualTo("instance_lost"));
    }

    @Test
    void aCallThatIsBoundToTheLiveVersionRunsOnItsInstances() {
        live(version(1));

        invoker.invoke(invocation().with(Terms.HTTP.boundTo(1)), told);
        link.last().finished(new StreamEnd.Answered(200));

        assertThat(told.outcomes).containsExactly(new Outcome.Succeeded(200));
    }

    @Test
    void aCallThatIsBoundToAnotherVersionWaitsUntilItsRouteIsKnownAndRunsThere() {
        live(version(2));
        CompletableFuture<Optional<Route>> found = new CompletableFuture<>();
        bound = number -> found;

        invoker.invoke(invocation().with(Terms.HTTP.boundTo(1)), told);
        assertThat(link.streams).isEmpty();
        FunctionVersion first = version(1);
        found.complete(Optional.of(Route.to(invoker.instances(first, pools.bind(first)))));
        link.last().finished(new StreamEnd.Answered(200));

        assertThat(told.outcomes).containsExactly(new Outcome.Succeeded(200));
        assertThat(records)
                .singleElement()
                .satisfies(record -> assertThat(record.version()).isEqualTo(1));
    }

    @Test
    void aCallWhoseVersionIsReplacedWhileItWaitsDoesNotRunOnTheOther() {
        FunctionVersion second = version(2);
        pools.holding();
        routes.put(Route.to(invoker.instances(version(1), pools.activate(second))));

        invoker.invoke(invocation().with(Terms.HTTP.boundTo(1)), told);
        pools.grantHeld();

        assertThat(link.streams).isEmpty();
        assertThat(pools.released()).containsExactly(new Outcome.Cancelled());
        assertThat(told.outcomes)
                .singleElement()
                .satisfies(outcome ->
                        assertThat(((Outcome.PlatformFault) outcome).reason()).isEqualTo("version_replaced"));
    }

    @Test
    void aVersionThatIsNotKeptIsNoSuchFunctionAndOneOfWhichNothingIsKnownAFaultOfThePlatform() {
        live(version(2));

        invoker.invoke(invocation().with(Terms.HTTP.boundTo(1)), told);
        bound = number -> CompletableFuture.failedStage(new IllegalStateException("the disk is full"));
        invoker.invoke(invocation().with(Terms.HTTP.boundTo(1)), told);

        assertThat(told.outcomes.getFirst()).isEqualTo(new Outcome.NoSuchFunction());
        assertThat(((Outcome.PlatformFault) told.outcomes.getLast()).detail()).contains("the disk is full");
    }
}
