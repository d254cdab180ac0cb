package dev.sluice.runners.provider;

import dev.sluice.core.runner.RunnerStartException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The runners of a provider that have not ended. Thread-safe. */
final class LiveRunners {

    private static final long CLOSE_SECONDS = 5;

    private final Set<StartedRunner> runners = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Keeps {@code runner} until it ends. */
    void add(StartedRunner runner) throws RunnerStartException {
        runners.add(runner);
        runner.exited().thenRun(() -> runners.remove(runner));
        if (closed) {
            runner.kill();
            throw closed();
        }
    }

    void checkOpen() throws RunnerStartException {
        if (closed) {
            throw closed();
        }
    }

    static RunnerStartException closed() {
        return new RunnerStartException(
                "No runner can be started any more, because the gateway is shutting down. Start it again.");
    }

    /** Lets no more in, kills all, and waits until they are gone, for five seconds at most. */
    void close() {
        closed = true;
        List<StartedRunner> last = List.copyOf(runners);
        last.forEach(StartedRunner::kill);
        CompletableFuture<?> gone = CompletableFuture.allOf(last.stream()
                .map(runner -> runner.exited().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
        try {
            gone.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // They have their signal; what the kernel holds back cannot be hurried.
        }
    }
}
