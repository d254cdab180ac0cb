package dev.sluice.runners.provider;

import dev.sluice.core.runner.ProcessUse;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerOutput;
import dev.sluice.core.runner.RunnerProcess;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A runner that was spawned. */
final class StartedRunner implements RunnerProcess {

    /** The exit code of a runner that ran out of memory, as {@code docs/protocol.md} has it. */
    static final int OUT_OF_MEMORY = 3;

    /** A function may choose that code too, but does not write past the protocol. */
    static final String OUT_OF_MEMORY_WORDS = "Terminating due to ";

    /** How a process ends that its interpreter ends by SIGABRT. */
    private static final int ABORTED = 128 + 6;

    private static final long OUTPUT_GRACE_MILLIS = 500;

    /**
     * What was spawned.
     *
     * @param process the process that the gateway waits for
     * @param memoryGroup the group that limits its memory, if there is one
     */
    record Parts(Process process, ProcessTree family, ProcessOutput output, Optional<MemoryGroup> memoryGroup) {}

    private final RunnerId id;
    private final Parts parts;
    private final CompletableFuture<RunnerExit> exited;

    StartedRunner(RunnerId id, Parts parts) {
        this.id = id;
        this.parts = parts;
        this.exited = parts.process()
                .onExit()
                .thenCompose(process -> {
                    parts.family().kill();
                    return parts.output().ended().completeOnTimeout(null, OUTPUT_GRACE_MILLIS, TimeUnit.MILLISECONDS);
                })
                .thenApply(output -> exit());
    }

    private RunnerExit exit() {
        int code = parts.process().exitValue();
        String lastWords = parts.output().lastWords();
        boolean outOfMemory = (code == OUT_OF_MEMORY && lastWords.contains(OUT_OF_MEMORY_WORDS))
                || (code == ABORTED && parts.output().saidItIsOutOfMemory())
                || parts.memoryGroup().map(MemoryGroup::killedForMemory).orElse(false);
        parts.memoryGroup().ifPresent(MemoryGroup::remove);
        return new RunnerExit(code, outOfMemory, lastWords);
    }

    @Override
    public RunnerId id() {
        return id;
    }

    /** In a sandbox this reads the process table, which takes some milliseconds. */
    @Override
    public long pid() {
        return parts.family().pid();
    }

    @Override
    public CompletionStage<RunnerExit> exited() {
        return exited.minimalCompletionStage();
    }

    @Override
    public void output(RunnerOutput output) {
        parts.output().owned(output);
    }

    /** Sends SIGKILL to all that came from it, now or in some milliseconds. */
    @Override
    public void kill() {
        if (!exited.isDone()) {
            parts.family().kill();
        }
    }

    @Override
    public List<ProcessUse> processes() {
        return parts.process().isAlive() ? parts.family().use() : List.of();
    }

    @Override
    public OptionalLong memoryBytes() {
        return parts.process().isAlive() ? parts.family().residentBytes() : OptionalLong.empty();
    }
}
