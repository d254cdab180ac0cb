package dev.sluice.gateway.invoke;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerProcess;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Finds out why an instance went away in the middle of a call, from how its process ended. */
final class Endings {

    /** A connection is gone a moment before the process is; longer than this it is not waited for. */
    private static final long PATIENCE_SECONDS = 2;

    private static final String TERMINATING = "Terminating due to ";

    private Endings() {}

    /** Tells {@code outcome} once, on any thread, within two seconds. */
    static void of(RunnerProcess process, MemorySize limit, Consumer<Outcome> outcome) {
        process.exited()
                .toCompletableFuture()
                .copy()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .handle((exit, stillRunning) -> stillRunning == null ? ended(exit, limit) : lost())
                .thenAccept(outcome);
    }

    private static Outcome ended(RunnerExit exit, MemorySize limit) {
        if (exit.outOfMemory()) {
            return new Outcome.OutOfMemory(
                    "its limit is " + limit + ", and the process ended with " + exit.description() + reason(exit));
        }
        String how = exit.description();
        return new Outcome.Exited(
                exit.lastWords().isBlank() ? how : how + ", last words: " + exit.lastWords(), exit.by());
    }

    /** What the runtime said before it ended, see {@code docs/protocol.md}. */
    private static String reason(RunnerExit exit) {
        return exit.lastWords()
                .lines()
                .filter(line -> line.startsWith(TERMINATING))
                .reduce((first, last) -> last)
                .map(line -> ", " + line.substring(TERMINATING.length()))
                .orElse("");
    }

    private static Outcome lost() {
        return new Outcome.PlatformFault(
                Component.RUNNER,
                "instance_lost",
                "The connection to the instance was lost during the call, though its process still runs.");
    }
}
