package dev.sluice.core.runner;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** A runner or a sidecar that was started. Thread-safe. */
public interface RunnerProcess {

    RunnerId id();

    /** The process id on the host, for people and for measuring. */
    long pid();

    /** Completes once, when it has ended. */
    CompletionStage<RunnerExit> exited();

    /** From now on what it writes past the protocol goes there, as far as it is not read yet. */
    void output(RunnerOutput output);

    /** Ends it at once, without a chance to clean up; does nothing if it has ended. */
    void kill();

    /** All its processes, its own first; none when it has ended, or is no process of the system's. Reads {@code /proc}. */
    default List<ProcessUse> processes() {
        return List.of();
    }

    /** Resident memory of the runner and its children in bytes; empty when it has ended. */
    OptionalLong memoryBytes();
}
