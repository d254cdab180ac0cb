package dev.sluice.gateway.evaluate;

import dev.sluice.decorators.evaluate.process.Reply;
import dev.sluice.gateway.evaluate.EvaluatorProcess.EndedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread with one process after the other: takes jobs, lets its process do them, and starts another when it had to be
 * ended. Callers wait elsewhere, so that what takes long holds nothing but this thread.
 */
final class EvaluatorThread implements Runnable {

    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final ProcessEvaluators pool;
    private final int number;

    /** What is done once more by the next process, before anything else is in it. */
    private @Nullable Job again;

    private boolean introduced;
    private Duration pause = Duration.ofMillis(100);
    private volatile @Nullable EvaluatorProcess current;

    EvaluatorThread(ProcessEvaluators pool, int number) {
        this.pool = pool;
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Ends what its process does. */
    void close() {
        EvaluatorProcess process = current;
        if (process != null) {
            process.close();
        }
    }

    @Override
    public void run() {
        boolean needed = !pool.lines().closed();
        try {
            while (needed) {
                needed = oneLife();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            endAgain("the gateway ends");
            pool.left(this, introduced);
        }
    }

    /** From the start of a process to its end; whether another one is needed. */
    private boolean oneLife() throws InterruptedException {
        try (EvaluatorProcess process = pool.start(number)) {
            current = process;
            pause = Duration.ofMillis(100);
            return serve(process);
        } catch (IOException | EndedException e) {
            pool.startFailed(e);
            endAgain("no evaluator can be started");
            pool.lines().awaitClose(pause.toNanos());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            return !pool.lines().closed();
        } finally {
            current = null;
        }
    }

    private boolean serve(EvaluatorProcess process) throws InterruptedException {
        if (again != null) {
            Job job = again;
            again = null;
            run(job, process);
        } else {
            warm(process);
        }
        if (!introduced) {
            introduced = true;
            pool.introduced();
        }
        while (process.usable() && !pool.lines().closed()) {
            Optional<Job> job = pool.lines().take(IDLE_NANOS);
            if (job.isPresent()) {
                pool.keepSpare();
                run(job.get(), process);
            } else if (pool.retire(this)) {
                return false;
            }
        }
        return !pool.lines().closed();
    }

    private void warm(EvaluatorProcess process) {
        for (ProgramSource program : pool.recent().all()) {
            if (pool.lines().closed()) {
                return;
            }
            try {
                process.compile(program, pool.settings().compileTime());
            } catch (EndedException e) {
                pool.recent().forget(program);
                pool.ended(e.why());
                return;
            }
        }
    }

    private void run(Job job, EvaluatorProcess process) {
        boolean over = true;
        try {
            job.result().complete(done(job, process));
        } catch (EndedException e) {
            pool.ended(e.why());
            over = !mayBeRepeated(job, process, e.why());
            if (over) {
                job.result().complete(new Job.Result.Refused(sentence(job, process, e.why())));
            } else {
                again = job;
            }
        } finally {
            if (over) {
                pool.lines().done(job);
            }
        }
    }

    /** What other programs kept in memory is not this one's fault, and neither is a process that somebody else killed. */
    private static boolean mayBeRepeated(Job job, EvaluatorProcess process, EndedException.Why why) {
        return switch (why) {
            case LATE -> false;
            case OUT_OF_MEMORY -> !process.hasNothingBut(job.program()) && job.mayBeRepeated();
            case DIED -> job.mayBeRepeated();
        };
    }

    private String sentence(Job job, EvaluatorProcess process, EndedException.Why why) {
        return switch (why) {
            case LATE -> "it takes longer than " + limit(job, process).toMillis() + " ms";
            case OUT_OF_MEMORY ->
                "it needs more memory than the " + pool.settings().heapMiB() + " MiB that there are";
            case DIED -> "the process that evaluates ended";
        };
    }

    private Duration limit(Job job, EvaluatorProcess process) {
        return process.knows(job.program()) && job.input().isPresent()
                ? job.input().get().limit()
                : pool.settings().compileTime();
    }

    private Job.Result done(Job job, EvaluatorProcess process) throws EndedException {
        ProgramSource program = job.program();
        if (!process.knows(program)
                && process.compile(program, pool.settings().compileTime()) instanceof Reply.Refused(String why)) {
            return new Job.Result.Refused(why);
        }
        pool.recent().used(program);
        if (job.input().isEmpty()) {
            return new Job.Result.Done(new byte[0]);
        }
        return switch (process.evaluate(program, job.input().get())) {
            case Reply.Done(byte[] bytes) -> new Job.Result.Done(bytes);
            case Reply.Refused(String why) -> new Job.Result.Refused(why);
            case Reply.Ready() ->
                throw new IllegalStateException("an evaluator says that it is ready and was asked something else");
        };
    }

    private void endAgain(String why) {
        Job job = again;
        again = null;
        if (job != null) {
            job.result().complete(new Job.Result.Refused(why));
            pool.lines().done(job);
        }
    }
}
