package dev.sluice.gateway.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.pool.Slot;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.StreamEnd;
import dev.sluice.core.runner.StreamListener;
import dev.sluice.testkit.interleaving.Interleavings;
import dev.sluice.testkit.interleaving.Scenario;
import dev.sluice.testkit.interleaving.Schedule;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A caller, a pool and the event loop of the instances' links, each on a thread of its own, in every order of their steps:
 * whatever the caller asks for reaches the instance that runs the call, and the end is told once.
 */
class PooledCallInterleavingsTest {

    private static final Interleavings ALL = Interleavings.upTo(2, PooledCall.class, Attempt.class);

    /** Two links on one event loop; the first may be gone. The pool grants one slot after the other. */
    abstract static class Race implements Scenario, CallListener {

        final RouteTable routes = new RouteTable();
        final Deque<Runnable> loop = new ArrayDeque<>();
        final Deque<SlotWaiter> queue = new ArrayDeque<>();
        final List<Outcome> ends = new ArrayList<>();
        final List<InvocationRecord> records = new ArrayList<>();
        final PooledInvoker invoker = new PooledInvoker(routes, records::add, InstanceFailures.UNHEARD);
        final boolean firstIsGone;
        final List<Outcome> allowed;

        @Nullable
        Thread loopThread;

        @Nullable
        Call call;

        int links;
        int granted;
        int released;
        int credit;
        int given;

        Race(boolean firstIsGone, Outcome... allowed) {
            this.firstIsGone = firstIsGone;
            this.allowed = List.of(allowed);
            live(1);
        }

        /** Every call of it waits in the queue. */
        final void live(int number) {
            routes.put(Route.to(invoker.instances(version(number), (terms, waiter) -> {
                queue.add(waiter);
                return () -> queue.remove(waiter);
            })));
        }

        /** What the caller does with its call. */
        abstract void callerGoesOn(Call made);

        void refuseOrGrant(SlotWaiter waiter) {
            granted++;
            waiter.granted(new HeldSlot(links++ == 0 && firstIsGone), Timings.NONE);
        }

        @Override
        public String toString() {
            return "ends " + ends + ", granted " + granted + ", released " + released + ", queue " + queue.size()
                    + ", loop " + loop.size() + ", credit " + credit + ", given " + given;
        }

        @Override
        public List<Runnable> threads() {
            return List.of(this::caller, this::pool, this::loop);
        }

        private void caller() {
            Call made = invoker.invoke(
                    new Invocation(
                            InvocationId.next(1),
                            new FunctionName("hello"),
                            new RequestHead("POST", "/", "", Headers.EMPTY),
                            new Body.Streamed()),
                    this);
            callerGoesOn(made);
        }

        private void pool() {
            while (waitFor(() -> !queue.isEmpty())) {
                refuseOrGrant(queue.remove());
            }
        }

        private void loop() {
            loopThread = Thread.currentThread();
            while (waitFor(() -> !loop.isEmpty())) {
                loop.remove().run();
            }
        }

        /** Whether it came before all was over. */
        private boolean waitFor(BooleanSupplier event) {
            BooleanSupplier over = () -> !ends.isEmpty() && granted == released && queue.isEmpty();
            Schedule.await(() -> event.getAsBoolean() || over.getAsBoolean());
            return event.getAsBoolean();
        }

        final void onLoop(boolean atOnce, Runnable task) {
            if (atOnce && Thread.currentThread() == loopThread) {
                task.run();
            } else {
                loop.add(task);
            }
        }

        @Override
        public void credit(int bytes) {
            credit += bytes;
        }

        @Override
        public void head(int status, Headers headers) {}

        @Override
        public void data(ByteBuffer bytes) {
            given += bytes.remaining();
        }

        @Override
        public void end(Headers trailers) {}

        @Override
        public void finished(Outcome outcome, Timings timings) {
            ends.add(outcome);
        }

        @Override
        public void check() {
            assertThat(ends).hasSize(1).isSubsetOf(allowed);
            assertThat(records).hasSize(1);
            assertThat(released).isEqualTo(granted);
        }

        final class HeldSlot implements Slot {
            private final boolean gone;

            HeldSlot(boolean gone) {
                this.gone = gone;
            }

            @Override
            public FunctionVersion version() {
                return PooledCallInterleavingsTest.version(1);
            }

            @Override
            public RunnerLink link() {
                return new LoopLink(Race.this, gone);
            }

            @Override
            public RunnerProcess process() {
                return new ToldProcess();
            }

            @Override
            public void release(Outcome outcome) {
                released++;
            }
        }
    }

    private static final class LoopLink extends SilentLink {
        private final @Nullable Race race;
        private final boolean gone;

        LoopLink(@Nullable Race race, boolean gone) {
            this.race = race;
            this.gone = gone;
        }

        @Override
        public Call open(Invocation invocation, Duration timeout, StreamListener listener) {
            LoopStream stream = new LoopStream(java.util.Objects.requireNonNull(race), listener);
            if (Thread.currentThread() == stream.race.loopThread) {
                stream.start(gone);
            } else {
                stream.race.loop.add(() -> stream.start(gone));
            }
            return stream;
        }
    }

    /** Behaves as the gateway's own: answers when the body has ended, with five bytes and then as many as are granted. */
    private static final class LoopStream implements Call {
        private final Race race;
        private final StreamListener listener;
        private boolean started;
        private boolean ended;
        private boolean over;
        private int written;

        LoopStream(Race race, StreamListener listener) {
            this.race = race;
            this.listener = listener;
        }

        void start(boolean gone) {
            if (gone) {
                over = true;
                listener.finished(new StreamEnd.NotSent());
                return;
            }
            started = true;
            listener.opened(this);
            if (!over) {
                listener.credit(5);
            }
        }

        @Override
        public void write(ByteBuffer bytes) {
            race.onLoop(started, () -> written += bytes.remaining());
        }

        @Override
        public void end(Headers trailers) {
            race.onLoop(started, () -> {
                if (!over && !ended) {
                    ended = true;
                    listener.head(200, Headers.EMPTY);
                    listener.data(ByteBuffer.allocate(5));
                    if (written == 0) {
                        finish(new StreamEnd.Answered(200));
                    }
                }
            });
        }

        @Override
        public void grant(int bytes) {
            race.onLoop(started, () -> finish(new StreamEnd.Answered(200)));
        }

        @Override
        public void cancel() {
            race.onLoop(
                    started,
                    () -> finish(new StreamEnd.Failed(InvokeFault.CANCELLED, FunctionError.of("interrupted"))));
        }

        private void finish(StreamEnd end) {
            if (!over) {
                over = true;
                listener.finished(end);
            }
        }
    }

    private static FunctionVersion version(int number) {
        return TestVersions.of("hello", number, Duration.ofSeconds(1), Access.PUBLIC);
    }

    /** Its caller hangs up as soon as it has called, whenever that is for the others. */
    abstract static class Cancels extends Race {
        Cancels(boolean firstIsGone) {
            super(firstIsGone, new Outcome.Cancelled());
        }

        @Override
        final void callerGoesOn(Call made) {
            made.cancel();
        }
    }

    static final class CancelsAtAnyMoment extends Cancels {
        CancelsAtAnyMoment() {
            super(false);
        }
    }

    static final class CancelsWhileTheInstanceIsGone extends Cancels {
        CancelsWhileTheInstanceIsGone() {
            super(true);
        }
    }

    /** The first version is gone when the pool looks, and another is live. */
    static final class CancelsWhileVersionsChange extends Cancels {
        private boolean changed;

        CancelsWhileVersionsChange() {
            super(false);
        }

        @Override
        void refuseOrGrant(SlotWaiter waiter) {
            if (changed) {
                super.refuseOrGrant(waiter);
            } else {
                changed = true;
                live(2);
                waiter.refused(new Outcome.PlatformFault(Component.POOL, "gone", "It is gone."), Timings.NONE);
            }
        }
    }

    static final class CancelsWhileItIsAnswered extends Race {
        CancelsWhileItIsAnswered() {
            super(false, new Outcome.Cancelled(), new Outcome.Succeeded(200));
        }

        @Override
        void callerGoesOn(Call made) {
            made.end(Headers.EMPTY);
            made.cancel();
        }
    }

    /** Its body has ended before anybody asks for it. */
    static final class EndsAnEmptyBody extends Race {
        EndsAnEmptyBody() {
            super(true, new Outcome.Succeeded(200));
        }

        @Override
        void callerGoesOn(Call made) {
            made.end(Headers.EMPTY);
        }
    }

    static final class WritesEndsAndGrants extends Race {
        WritesEndsAndGrants() {
            super(true, new Outcome.Succeeded(200));
        }

        @Override
        void callerGoesOn(Call made) {
            Schedule.await(() -> credit == 5);
            made.write(ByteBuffer.allocate(5));
            made.end(Headers.EMPTY);
            Schedule.await(() -> given == 5);
            made.grant(5);
        }
    }

    @Test
    void aCancelAtAnyMomentIsToldOnce() {
        assertThat(ALL.explore(CancelsAtAnyMoment.class)).isGreaterThan(100);
    }

    @Test
    void aCancelWhileTheInstanceIsGoneIsToldOnce() {
        assertThat(ALL.explore(CancelsWhileTheInstanceIsGone.class)).isGreaterThan(100);
    }

    @Test
    void aCancelWhileVersionsChangeIsToldOnce() {
        assertThat(ALL.explore(CancelsWhileVersionsChange.class)).isGreaterThan(100);
    }

    @Test
    void aCancelDuringTheAnswerEndsEitherWayAndOnce() {
        assertThat(ALL.explore(CancelsWhileItIsAnswered.class)).isGreaterThan(100);
    }

    @Test
    void theEndOfABodyReachesTheInstanceThatRunsTheCall() {
        assertThat(ALL.explore(EndsAnEmptyBody.class)).isGreaterThan(100);
    }

    @Test
    void bytesAndGrantsReachTheInstanceThatRunsTheCall() {
        assertThat(ALL.explore(WritesEndsAndGrants.class)).isGreaterThan(100);
    }
}
