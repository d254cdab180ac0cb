package dev.sluice.events.broker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The process that a gateway uses as its broker.
 *
 * @param child the same process, if this gateway started it
 * @param cached whether it was started with a cache
 * @param since when it was found or started, on the clock of {@link System#nanoTime}
 */
record UsedBroker(ProcessHandle process, Optional<Process> child, LastWords lastWords, boolean cached, long since) {

    static UsedBroker found(RunningBroker running, LastWords lastWords) {
        return new UsedBroker(running.process(), Optional.empty(), lastWords, false, System.nanoTime());
    }

    static UsedBroker started(Process child, LastWords lastWords, boolean cached) {
        return new UsedBroker(child.toHandle(), Optional.of(child), lastWords, cached, System.nanoTime());
    }

    /** Completes when it has ended. */
    CompletableFuture<?> exited() {
        return child.<CompletableFuture<?>>map(Process::onExit).orElseGet(process::onExit);
    }

    /** With what it has ended; below 0 if nobody knows. */
    int exitCode() {
        return child.map(Process::exitValue).orElse(-1);
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - since);
    }
}
