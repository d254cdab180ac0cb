package dev.sluice.gateway.evaluate;

import dev.sluice.core.function.FunctionName;
import dev.sluice.decorators.evaluate.Evaluation;
import dev.sluice.decorators.evaluate.Evaluator;
import dev.sluice.decorators.evaluate.Evaluators;
import dev.sluice.gateway.evaluate.EvaluatorProcess.EndedException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Evaluates in processes of its own. The first one is started when a first program is known, another one whenever none is
 * idle, up to a limit; what takes too long ends its process, and nobody else's evaluation.
 */
public final class ProcessEvaluators implements Evaluators, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ProcessEvaluators.class.getName());

    /** How much longer a process lives than what it does may take, so that an engine with a limit of its own can say so. */
    private static final Duration GRACE = Duration.ofMillis(100);

    private final EvaluatorSettings settings;
    private final EvaluatorCommand command;
    private final JobLines lines;
    private final RecentPrograms recent = new RecentPrograms();
    private final AtomicLong programs = new AtomicLong();
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final AtomicLong outOfMemory = new AtomicLong();
    private final AtomicLong died = new AtomicLong();
    private final AtomicLong turnedAway = new AtomicLong();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sluice-evaluator-limits").factory());

    /** Guards the threads and how many start. */
    private final Object lock = new Object();

    private final Set<EvaluatorThread> threads = new HashSet<>();
    private int starting;

    /** Whether a process took jobs before. */
    private volatile boolean begun;

    private ProcessEvaluators(EvaluatorSettings settings, EvaluatorCommand command) {
        this.settings = settings;
        this.command = command;
        this.lines = new JobLines(settings.share(), settings.waiting());
    }

    /**
     * Starts nothing yet.
     *
     * @param folder where processes work and leave their last words
     */
    public static ProcessEvaluators in(Path folder, EvaluatorSettings settings) {
        return new ProcessEvaluators(settings, EvaluatorCommand.in(folder, settings.heapMiB()));
    }

    @Override
    public Evaluator of(FunctionName function, String engine, byte[] source) {
        begin();
        ProgramSource program = new ProgramSource(programs.incrementAndGet(), function, engine, source);
        return new Evaluator() {
            @Override
            public void check() {
                compile(program);
            }

            @Override
            public Evaluation evaluate(byte[] input, Duration limit, int mostBytes) throws InterruptedException {
                Job job = Job.evaluate(program, new Job.Input(input, limit.plus(GRACE), mostBytes));
                return await(job, limit.plus(settings.turnTime()))
                        .<Evaluation>map(result -> switch (result) {
                            case Job.Result.Done(byte[] bytes) -> new Evaluation.Value(bytes);
                            case Job.Result.Refused(String why) -> new Evaluation.Refused(why);
                        })
                        .orElseGet(
                                () -> new Evaluation.Busy("'" + function + "' has all the evaluators that it may use"));
            }
        };
    }

    private void compile(ProgramSource program) {
        try {
            Optional<Job.Result> result = await(Job.compile(program), settings.compileTime());
            if (result.isEmpty()) {
                throw new IllegalArgumentException("it could not be compiled, because no evaluator is free: try again");
            }
            if (result.get() instanceof Job.Result.Refused(String why)) {
                throw new IllegalArgumentException(why);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody waits for it any more", e);
        }
    }

    /** Empty if its turn did not come within {@code patience}; the first process of all is waited for. */
    private Optional<Job.Result> await(Job job, Duration patience) throws InterruptedException {
        Duration longest = begun || patience.compareTo(settings.startTime()) > 0 ? patience : settings.startTime();
        if (!lines.add(job)) {
            turnedAway.incrementAndGet();
            return Optional.empty();
        }
        keepSpare();
        try {
            return Optional.of(job.result().get(longest.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            if (lines.withdraw(job)) {
                turnedAway.incrementAndGet();
                return Optional.empty();
            }
            // It has begun, and will end at its own limit.
            return Optional.of(ended(job));
        } catch (ExecutionException e) {
            throw new IllegalStateException("a job is never completed so", e);
        } finally {
            lines.withdraw(job);
        }
    }

    private static Job.Result ended(Job job) throws InterruptedException {
        try {
            return job.result().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a job is never completed so", e);
        }
    }

    private void begin() {
        synchronized (lock) {
            if (threads.isEmpty()) {
                startIfRoom();
            }
        }
    }

    /** Starts a process if none is idle. */
    void keepSpare() {
        if (lines.takers() == 0) {
            startIfRoom();
        }
    }

    private void startIfRoom() {
        synchronized (lock) {
            if (starting == 0 && threads.size() < settings.processes() && !lines.closed()) {
                int number = 1;
                while (numberIsTaken(number)) {
                    number++;
                }
                EvaluatorThread thread = new EvaluatorThread(this, number);
                threads.add(thread);
                starting++;
                Thread.ofPlatform().daemon().name("sluice-evaluator-" + number).start(thread);
            }
        }
    }

    private boolean numberIsTaken(int number) {
        return threads.stream().anyMatch(thread -> thread.number() == number);
    }

    EvaluatorProcess start(int number) throws IOException, EndedException {
        started.incrementAndGet();
        return EvaluatorProcess.start(command, number, settings.startTime(), timer);
    }

    void startFailed(Exception cause) {
        died.incrementAndGet();
        if (!lines.closed()) {
            LOG.log(
                    Level.WARNING,
                    "An evaluator could not be started, and decorators that need one wait: {0}. Its last words are in"
                            + " {1}.",
                    String.valueOf(cause.getMessage()),
                    command.folder());
        }
    }

    /** A thread that was started is there, and takes jobs from now on. */
    void introduced() {
        begun = true;
        synchronized (lock) {
            starting--;
        }
        if (lines.waiting() > 0) {
            keepSpare();
        }
    }

    /** A process was ended, or ended, while it did something. */
    void ended(EndedException.Why why) {
        switch (why) {
            case LATE -> late.incrementAndGet();
            case OUT_OF_MEMORY -> outOfMemory.incrementAndGet();
            case DIED -> died.incrementAndGet();
        }
    }

    /** Whether a thread that has had nothing to do may go: as long as another one waits as it does. */
    boolean retire(EvaluatorThread thread) {
        synchronized (lock) {
            return lines.takers() > 0 && threads.size() > 1 && threads.remove(thread);
        }
    }

    /** A thread has gone. */
    void left(EvaluatorThread thread, boolean wasIntroduced) {
        synchronized (lock) {
            threads.remove(thread);
            if (!wasIntroduced) {
                starting--;
            }
            endTimerIfLast();
        }
    }

    EvaluatorSettings settings() {
        return settings;
    }

    JobLines lines() {
        return lines;
    }

    RecentPrograms recent() {
        return recent;
    }

    public EvaluatorReport report() {
        int running;
        synchronized (lock) {
            running = threads.size();
        }
        return new EvaluatorReport(
                running,
                lines.takers(),
                lines.waiting(),
                started.get(),
                late.get(),
                outOfMemory.get(),
                died.get(),
                turnedAway.get());
    }

    /** Ends all processes; what waits is refused. */
    @Override
    public void close() {
        lines.close();
        synchronized (lock) {
            threads.forEach(EvaluatorThread::close);
            endTimerIfLast();
        }
    }

    /** Only under the lock. As long as a process runs, somebody must end it. */
    private void endTimerIfLast() {
        if (threads.isEmpty() && lines.closed()) {
            timer.shutdownNow();
        }
    }
}
