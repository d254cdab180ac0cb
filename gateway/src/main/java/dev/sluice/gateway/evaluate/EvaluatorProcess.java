package dev.sluice.gateway.evaluate;

import dev.sluice.decorators.evaluate.process.Reply;
import dev.sluice.decorators.evaluate.process.Request;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process and what is compiled in it. For one thread, which blocks; it is ended from the timer's when a limit is reached.
 * Nothing comes from one that was ended.
 */
final class EvaluatorProcess implements AutoCloseable {

    /** The programs that are kept in a process; the one that was not used for the longest time goes. */
    private static final int MOST_PROGRAMS = 64;

    private static final int MOST_SOURCE_BYTES = 8 * 1024 * 1024;

    /** No deadline; a true one never has this value within any time that matters. */
    private static final long NONE = Long.MIN_VALUE;

    /** What {@code -XX:+ExitOnOutOfMemoryError} ends with. */
    private static final int OUT_OF_MEMORY = 3;

    private final Process process;
    private final DataOutputStream requests;
    private final DataInputStream replies;
    private final ScheduledExecutorService timer;
    private final LinkedHashMap<Long, ProgramSource> programs = new LinkedHashMap<>(16, 0.75f, true);
    private long sourceBytes;
    private volatile boolean late;

    /** The three below are guarded by this. */
    private long deadline = NONE;

    private long rings;
    private @Nullable Future<?> alarm;

    /** It ended, or was ended, before it answered. */
    static final class EndedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final Why why;

        enum Why {
            LATE("it took too long"),
            OUT_OF_MEMORY("it ran out of memory"),
            DIED("its process ended");

            private final String words;

            Why(String words) {
                this.words = words;
            }
        }

        EndedException(Why why, Throwable cause) {
            super(why.words, cause);
            this.why = why;
        }

        Why why() {
            return why;
        }
    }

    private EvaluatorProcess(Process process, ScheduledExecutorService timer) {
        this.process = process;
        this.timer = timer;
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 64 * 1024));
        this.replies = new DataInputStream(new BufferedInputStream(process.getInputStream(), 64 * 1024));
    }

    /** Starts one and waits until it takes requests. */
    static EvaluatorProcess start(EvaluatorCommand command, int number, Duration limit, ScheduledExecutorService timer)
            throws IOException, EndedException {
        EvaluatorProcess started = new EvaluatorProcess(command.start(number), timer);
        if (started.within(limit, () -> Reply.read(started.replies)) instanceof Reply.Ready) {
            return started;
        }
        started.close();
        throw new IOException("an evaluator said something else than that it is ready");
    }

    boolean knows(ProgramSource program) {
        return programs.containsKey(program.number());
    }

    /** Whether only this program is in it, so that what it lacks is its own doing. */
    boolean hasNothingBut(ProgramSource program) {
        return programs.isEmpty() || programs.size() == 1 && knows(program);
    }

    Reply compile(ProgramSource program, Duration limit) throws EndedException {
        Reply reply = within(limit, () -> {
            program.compile().write(requests);
            return answer();
        });
        if (reply instanceof Reply.Done) {
            programs.put(program.number(), program);
            sourceBytes += program.source().length;
            within(limit, this::forgetOld);
        }
        return reply;
    }

    private Reply forgetOld() throws IOException {
        while (programs.size() > 1 && (programs.size() > MOST_PROGRAMS || sourceBytes > MOST_SOURCE_BYTES)) {
            ProgramSource oldest = programs.pollFirstEntry().getValue();
            sourceBytes -= oldest.source().length;
            new Request.Forget(oldest.number()).write(requests);
        }
        return new Reply.Ready();
    }

    Reply evaluate(ProgramSource program, Job.Input input) throws EndedException {
        // Read, so that it counts as used.
        programs.get(program.number());
        return within(input.limit(), () -> {
            new Request.Evaluate(program.number(), input.mostBytes(), input.bytes()).write(requests);
            return answer();
        });
    }

    private Reply answer() throws IOException {
        requests.flush();
        return Reply.read(replies);
    }

    @FunctionalInterface
    private interface Talk {
        Reply talk() throws IOException;
    }

    private Reply within(Duration limit, Talk talk) throws EndedException {
        begin(limit.toNanos());
        try {
            return talk.talk();
        } catch (IOException e) {
            throw new EndedException(why(), e);
        } finally {
            synchronized (this) {
                deadline = NONE;
            }
        }
    }

    /** Most limits are kept: an alarm stays set from one to the next, and looks whether there is one still when it rings. */
    private synchronized void begin(long nanos) {
        long until = System.nanoTime() + nanos;
        deadline = until;
        if (alarm == null || until - rings < 0) {
            if (alarm != null) {
                alarm.cancel(false);
            }
            set(until, nanos);
        }
    }

    private void set(long until, long nanos) {
        rings = until;
        alarm = timer.schedule(this::ring, nanos, TimeUnit.NANOSECONDS);
    }

    private synchronized void ring() {
        alarm = null;
        if (deadline == NONE) {
            return;
        }
        long left = deadline - System.nanoTime();
        if (left > 0) {
            set(deadline, left);
        } else {
            late = true;
            process.destroyForcibly();
        }
    }

    private EndedException.Why why() {
        if (late) {
            return EndedException.Why.LATE;
        }
        process.destroyForcibly();
        try {
            return process.waitFor() == OUT_OF_MEMORY ? EndedException.Why.OUT_OF_MEMORY : EndedException.Why.DIED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return EndedException.Why.DIED;
        }
    }

    boolean usable() {
        return !late && process.isAlive();
    }

    /** It is over, whatever it does; from any thread. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
