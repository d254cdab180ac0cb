package dev.sluice.gateway.provider;

import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerProcess;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A runner that was spawned, and all processes that came from it. */
final class StartedRunner implements RunnerProcess {

    /** The exit code of a runner that ran out of memory, as {@code docs/protocol.md} has it. */
    static final int OUT_OF_MEMORY = 3;

    private static final long OUTPUT_GRACE_MILLIS = 500;
    private static final int KILL_ROUNDS = 5;

    /**
     * What was spawned.
     *
     * @param process the process that the gateway waits for
     * @param root the first of those that belong to the runner alone: the process itself, or the init of its sandbox
     * @param memoryGroup the group that limits its memory, if there is one
     */
    record Parts(
            Process process,
            ProcessTable.Root root,
            Inside inside,
            OutputReader output,
            Optional<MemoryGroup> memoryGroup,
            MemoryReading memory) {}

    /** Where the runner itself is. */
    enum Inside {
        /** It is the root. */
        ROOT,
        /** It is the first child of the root. */
        FIRST_CHILD
    }

    private final RunnerId id;
    private final Parts parts;
    private final CompletableFuture<RunnerExit> exited;
    private volatile long knownPid;

    StartedRunner(RunnerId id, Parts parts) {
        this.id = id;
        this.parts = parts;
        this.exited = parts.process()
                .onExit()
                .thenCompose(process -> {
                    killFamily();
                    return parts.output().ended().completeOnTimeout(null, OUTPUT_GRACE_MILLIS, TimeUnit.MILLISECONDS);
                })
                .thenApply(output -> exit());
    }

    private RunnerExit exit() {
        int code = parts.process().exitValue();
        boolean outOfMemory = code == OUT_OF_MEMORY
                || parts.memoryGroup().map(MemoryGroup::killedForMemory).orElse(false);
        parts.memoryGroup().ifPresent(MemoryGroup::remove);
        return new RunnerExit(code, outOfMemory, parts.output().lastWords());
    }

    @Override
    public RunnerId id() {
        return id;
    }

    @Override
    public long pid() {
        long pid = knownPid;
        if (pid == 0) {
            pid = switch (parts.inside()) {
                case ROOT -> parts.root().pid();
                case FIRST_CHILD ->
                    ProcessTable.read()
                            .firstChild(parts.root().pid())
                            .map(ProcessTable.Entry::pid)
                            .orElse(0L);
            };
            knownPid = pid;
        }
        return pid == 0 ? parts.root().pid() : pid;
    }

    @Override
    public CompletionStage<RunnerExit> exited() {
        return exited.minimalCompletionStage();
    }

    /** Sends SIGKILL to all that came from it. Reads the process table, which takes some milliseconds. */
    @Override
    public void kill() {
        if (!exited.isDone()) {
            killFamily();
        }
    }

    /** More than once, because a process that forks may be a step ahead of the first reading. */
    private void killFamily() {
        for (int round = 0; round < KILL_ROUNDS; round++) {
            List<ProcessTable.Entry> family = ProcessTable.read().family(parts.root());
            if (family.isEmpty()) {
                return;
            }
            family.forEach(ProcessTable.Entry::kill);
        }
    }

    @Override
    public OptionalLong memoryBytes() {
        return parts.process().isAlive() ? parts.memory().residentBytes(parts.root()) : OptionalLong.empty();
    }
}
