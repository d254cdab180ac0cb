package dev.sluice.runners.sidecar;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.core.runner.SidecarAddress;
import dev.sluice.core.runner.SidecarOrder;
import dev.sluice.core.time.Timers;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One sidecar of one instance: started, started again whenever it ends, until it is ended for good. Thread-safe. */
final class RunningSidecar {

    /** After it has ended it is started again after so long, and twice as long each time. */
    static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** One that lived for so long is started again as if it had never ended before. */
    static final Duration LONG_ENOUGH = Duration.ofMinutes(1);

    static final long FIRST_LOOK_MILLIS = 5;
    static final long MOST_LOOK_MILLIS = 50;

    private final String name;
    private final SidecarOrder order;
    private final HealthCheck health;
    private final SidecarParts parts;
    private final Listener listener;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private @Nullable RunnerProcess process;
    private Timers.@Nullable Alarm again;
    private boolean begun;
    private boolean spawning;
    private boolean over;
    private long startedAt;
    private int endsInARow;
    private String killedBecause = "";

    /** Hears of one sidecar, on any thread; must not block. */
    interface Listener {

        /** A line that it printed, or that is to be read about it. */
        void line(LogSource source, String line);

        /** It has ended though its instance lives, and is started again in {@code pause}. */
        void ended(RunnerExit exit, Duration pause);
    }

    RunningSidecar(String name, SidecarOrder order, HealthCheck health, SidecarParts parts, Listener listener) {
        this.name = name;
        this.order = order;
        this.health = health;
        this.parts = parts;
        this.listener = listener;
    }

    String name() {
        return name;
    }

    /**
     * Starts it, and blocks until it is healthy.
     *
     * @param deadline by the clock of the parts
     * @throws RunnerStartException if it is not by then, has ended, or cannot be started; the message is a clause
     */
    void begin(long deadline) throws RunnerStartException {
        long from = parts.time().nanos();
        awaitHealth(spawn(), from, deadline);
        boolean alive;
        synchronized (this) {
            begun = true;
            alive = process != null;
        }
        if (!alive) {
            restart();
        }
    }

    private void awaitHealth(RunnerProcess started, long from, long deadline) throws RunnerStartException {
        CompletableFuture<RunnerExit> exited = started.exited().toCompletableFuture();
        long pause = FIRST_LOOK_MILLIS;
        while (!health.isGood()) {
            Optional<RunnerExit> exit = within(exited, pause);
            if (exit.isPresent()) {
                throw new RunnerStartException(described(exit.get()) + " before it could be used");
            }
            if (parts.time().nanos() - deadline >= 0) {
                throw new RunnerStartException("it did not " + health.wanted() + " in the "
                        + (deadline - from) / 1_000_000 + " ms that it had");
            }
            pause = Math.min(pause * 2, MOST_LOOK_MILLIS);
        }
    }

    static Optional<RunnerExit> within(CompletableFuture<RunnerExit> exited, long millis) throws RunnerStartException {
        try {
            return Optional.of(exited.get(millis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException stillAlive) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new RunnerStartException("how it ended is not known: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunnerStartException("the gateway was interrupted", e);
        }
    }

    static String described(RunnerExit exit) {
        return "it ended with " + exit.description()
                + (exit.lastWords().isBlank() ? "" : " (last words: " + exit.lastWords() + ")");
    }

    private RunnerProcess spawn() throws RunnerStartException {
        synchronized (this) {
            if (over) {
                throw new RunnerStartException("its instance has ended");
            }
            spawning = true;
        }
        RunnerProcess spawned;
        try {
            removeOldSocket();
            spawned = parts.provider().startBeside(order);
        } catch (RunnerStartException e) {
            notSpawned();
            throw e;
        } catch (RuntimeException e) {
            notSpawned();
            throw new RunnerStartException("the provider failed: " + e, e);
        }
        boolean late;
        synchronized (this) {
            spawning = false;
            process = spawned;
            startedAt = parts.time().nanos();
            late = over;
        }
        spawned.output(listener::line);
        spawned.exited().thenAccept(this::ended);
        if (late) {
            spawned.kill();
        }
        return spawned;
    }

    /** One that was left would look like a sidecar that listens, and keep the next from listening there. */
    private void removeOldSocket() throws RunnerStartException {
        if (order.address() instanceof SidecarAddress.Socket(var path)) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new RunnerStartException("what lies at " + path + " cannot be removed: " + e.getMessage(), e);
            }
        }
    }

    private void notSpawned() {
        boolean last;
        synchronized (this) {
            spawning = false;
            last = over;
        }
        if (last) {
            gone.complete(null);
        }
    }

    private void ended(RunnerExit exit) {
        Duration pause;
        String why;
        synchronized (this) {
            process = null;
            if (over || !begun) {
                pause = Duration.ZERO;
            } else {
                endsInARow = parts.time().nanos() - startedAt >= LONG_ENOUGH.toNanos() ? 1 : endsInARow + 1;
                pause = pause();
            }
            why = killedBecause;
            killedBecause = "";
        }
        if (pause.isZero()) {
            completeIfOver();
        } else {
            String what = why.isEmpty() ? described(exit) : "it was killed: " + why;
            listener.line(LogSource.WARN, what + "; it is started again in " + pause.toMillis() + " ms");
            listener.ended(exit, pause);
            scheduleAgain(pause);
        }
    }

    private synchronized void completeIfOver() {
        if (over) {
            gone.complete(null);
        }
    }

    private Duration pause() {
        return endsInARow > 10 ? LONGEST_PAUSE : min(FIRST_PAUSE.multipliedBy(1L << (endsInARow - 1)), LONGEST_PAUSE);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private synchronized void scheduleAgain(Duration pause) {
        if (!over) {
            again = parts.time()
                    .at(
                            parts.time().nanos() + pause.toNanos(),
                            () -> parts.background().execute(this::restart));
        }
    }

    private void restart() {
        try {
            spawn();
        } catch (RunnerStartException e) {
            Duration pause;
            synchronized (this) {
                if (over) {
                    return;
                }
                endsInARow++;
                pause = pause();
            }
            listener.line(
                    LogSource.WARN,
                    "it cannot be started again: " + e.getMessage() + "; it is tried again in " + pause.toMillis()
                            + " ms");
            scheduleAgain(pause);
        }
    }

    /** Kills it for good. Completes when nothing is left of it. */
    CompletionStage<Void> end() {
        RunnerProcess last;
        synchronized (this) {
            over = true;
            last = process;
            if (again != null) {
                again.cancel();
            }
            if (last == null && !spawning) {
                gone.complete(null);
            }
        }
        if (last != null) {
            last.kill();
        }
        return gone.minimalCompletionStage();
    }

    /** Kills it if it holds more memory than it may; it is started again. */
    void checkMemory(MemorySize allowance) {
        process().ifPresent(now -> checkMemory(now, allowance));
    }

    private void checkMemory(RunnerProcess now, MemorySize allowance) {
        long limit = order.memory().bytes() + allowance.bytes();
        long used = now.memoryBytes().orElse(0);
        if (used > limit) {
            synchronized (this) {
                if (process != now) {
                    return;
                }
                killedBecause = "it used " + (used >> 20) + " MiB, which is beyond its memory of " + order.memory()
                        + " and " + allowance + " of allowance";
            }
            now.kill();
        }
    }

    synchronized Optional<RunnerProcess> process() {
        return Optional.ofNullable(process);
    }
}
