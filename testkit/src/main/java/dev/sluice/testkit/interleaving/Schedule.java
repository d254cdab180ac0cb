package dev.sluice.testkit.interleaving;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a scenario: its threads take turns, and at each point where one of them touches shared state the {@link
 * Choices} say who goes on. So a run is decided by its choices alone.
 */
public final class Schedule {

    private static final BooleanSupplier ALWAYS = () -> true;
    private static final ThreadLocal<@Nullable Participant> CURRENT = new ThreadLocal<>();

    private final Choices choices;
    private final List<Participant> participants = new ArrayList<>();
    private final Semaphore over = new Semaphore(0);
    private volatile @Nullable Throwable failure;
    private volatile boolean stopped;

    /** Ends a thread of a run that has failed. */
    private static final class StoppedError extends Error {
        private static final long serialVersionUID = 1;

        StoppedError() {
            super("the run has failed", null, false, false);
        }
    }

    /** One thread. What it waits for is looked at only while no thread runs. */
    private static final class Participant {
        final Schedule schedule;
        final Semaphore turn = new Semaphore(0);
        BooleanSupplier waitsFor = ALWAYS;
        boolean ended;

        Participant(Schedule schedule) {
            this.schedule = schedule;
        }
    }

    Schedule(Choices choices) {
        this.choices = choices;
    }

    /** Runs all of them to their ends; throws what one of them threw, or that they wait for each other for ever. */
    void run(List<Runnable> tasks) throws Throwable {
        List<Thread> threads = new ArrayList<>();
        for (Runnable task : tasks) {
            Participant participant = new Participant(this);
            participants.add(participant);
            threads.add(Thread.ofPlatform()
                    .daemon()
                    .name("scenario-" + participants.size())
                    .start(() -> live(participant, task)));
        }
        next(null);
        over.acquire();
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    private void live(Participant self, Runnable task) {
        self.turn.acquireUninterruptibly();
        CURRENT.set(self);
        try {
            if (!stopped) {
                task.run();
            }
        } catch (StoppedError e) {
            // Another thread has failed already.
        } catch (Throwable e) {
            fail(e);
        } finally {
            CURRENT.remove();
            self.ended = true;
            next(null);
        }
    }

    private void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        stopped = true;
    }

    /** Shared state is touched next: whoever is instrumented calls this before. Does nothing on other threads. */
    public static void point() {
        Participant self = CURRENT.get();
        if (self != null) {
            self.schedule.pass(self);
        }
    }

    /** Waits until {@code condition} holds, which must depend on the scenario's threads alone. */
    public static void await(BooleanSupplier condition) {
        Participant self = CURRENT.get();
        if (self == null) {
            throw new IllegalStateException("only a thread of a scenario waits here");
        }
        self.waitsFor = condition;
        self.schedule.pass(self);
        self.waitsFor = ALWAYS;
    }

    private void pass(Participant self) {
        if (next(self)) {
            self.turn.acquireUninterruptibly();
        }
        if (stopped) {
            throw new StoppedError();
        }
    }

    /** Gives the turn to whoever the choices name; says whether that is another than {@code self}. */
    private boolean next(@Nullable Participant self) {
        List<Participant> ready = new ArrayList<>(participants.size());
        if (self != null && may(self)) {
            ready.add(self);
        }
        boolean preempts = !ready.isEmpty();
        for (Participant other : participants) {
            if (other != self && may(other)) {
                ready.add(other);
            }
        }
        if (ready.isEmpty()) {
            return stuckOrOver(self);
        }
        Participant chosen = ready.get(stopped ? 0 : choices.next(ready.size(), preempts));
        if (chosen == self) {
            return false;
        }
        chosen.turn.release();
        return self != null;
    }

    private boolean may(Participant participant) {
        // The condition may be instrumented too: it is asked outside of any turn.
        Participant self = CURRENT.get();
        CURRENT.remove();
        try {
            return !participant.ended && (stopped || participant.waitsFor.getAsBoolean());
        } finally {
            if (self != null) {
                CURRENT.set(self);
            }
        }
    }

    private boolean stuckOrOver(@Nullable Participant self) {
        if (participants.stream().allMatch(participant -> participant.ended)) {
            over.release();
            return false;
        }
        fail(new AssertionError("the threads that have not ended wait for ever"));
        return next(self);
    }
}
