package dev.sluice.runners.provider;

import dev.sluice.core.runner.RunnerStartException;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The one thread that spawns all processes of a provider. The kernel ties a parent-death signal to the thread that
 * spawned, not to its process: a thread that ends would take its runners with it.
 */
final class Spawner implements AutoCloseable {

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("runner-spawner").factory());

    /** A process to be: without input, and with just this environment. */
    static ProcessBuilder prepare(List<String> command, Path folder, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /**
     * Spawns it, and blocks until it is there. Thread-safe.
     *
     * @param what it is, for people: a runner of java25
     */
    Process spawn(String what, ProcessBuilder builder) throws RunnerStartException {
        CompletableFuture<Process> spawned = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    spawned.complete(builder.start());
                } catch (IOException | RuntimeException | Error e) {
                    spawned.completeExceptionally(e);
                }
            });
            // Not interruptible: a caller that gave up would leave a process that nobody knows.
            return spawned.join();
        } catch (RejectedExecutionException e) {
            throw LiveRunners.closed();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new RunnerStartException(
                    what + " cannot be started: " + cause.getMessage()
                            + ". Look whether the machine has memory and process ids left, and whether the programs"
                            + " that are named here can be run.",
                    cause);
        }
    }

    /** Spawns no more. What was spawned with a parent-death signal dies now. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
