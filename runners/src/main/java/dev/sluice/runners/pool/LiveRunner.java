package dev.sluice.runners.pool;

import dev.sluice.core.pool.RunnerKind;
import dev.sluice.core.runner.ProcessUse;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.RunnerOutput;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.runners.sidecar.InstanceSidecars;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One runner of this gateway from the decision to start it until its process has ended: its process, once spawned, and
 * its link, once it has said hello. Thread-safe.
 */
final class LiveRunner implements RunnerProcess {

    private final RunnerId id;
    private final RunnerKind kind;
    private final long since;
    private final CompletableFuture<RunnerExit> exited = new CompletableFuture<>();
    private @Nullable RunnerProcess process;
    private boolean killed;
    private volatile boolean outOfMemory;
    private volatile String killedBecause = "";
    private volatile @Nullable RunnerLink link;
    private volatile @Nullable FunctionCell owner;
    private volatile @Nullable InstanceSidecars sidecars;

    LiveRunner(RunnerId id, RunnerKind kind, long since) {
        this.id = id;
        this.kind = kind;
        this.since = since;
    }

    @Override
    public RunnerId id() {
        return id;
    }

    RunnerKind kind() {
        return kind;
    }

    long since() {
        return since;
    }

    /** The process was spawned; it is killed at once if that was asked for meanwhile. */
    void spawned(RunnerProcess spawned) {
        boolean late;
        synchronized (this) {
            process = spawned;
            late = killed;
        }
        spawned.exited().thenAccept(this::ended);
        if (late) {
            spawned.kill();
        }
    }

    private void ended(RunnerExit exit) {
        String lastWords = killedBecause.isEmpty() ? exit.lastWords() : killedBecause;
        exited.complete(new RunnerExit(exit.code(), exit.outOfMemory() || outOfMemory, lastWords));
    }

    /** There is no process and there will be none. */
    void neverSpawned(String why) {
        exited.complete(new RunnerExit(127, false, why));
    }

    boolean hasEnded() {
        return exited.isDone();
    }

    synchronized boolean isKilled() {
        return killed;
    }

    @Nullable
    RunnerLink link() {
        return link;
    }

    void greeted(RunnerLink open) {
        link = open;
    }

    @Nullable
    FunctionCell owner() {
        return owner;
    }

    void ownedBy(FunctionCell cell) {
        owner = cell;
    }

    /** What runs beside it from now on, and is ended when it has ended, or at once if it has. */
    void beside(InstanceSidecars started) {
        sidecars = started;
        exited.thenRun(started::end);
    }

    Optional<InstanceSidecars> sidecars() {
        return Optional.ofNullable(sidecars);
    }

    @Override
    public void output(RunnerOutput output) {
        RunnerProcess spawned = spawned();
        if (spawned != null) {
            spawned.output(output);
        }
    }

    private synchronized @Nullable RunnerProcess spawned() {
        return process;
    }

    /** Kills it because it used more memory than it may. */
    void killForMemory() {
        outOfMemory = true;
        kill();
    }

    /** Kills it for what {@code why} says, which takes the place of its last words. */
    void killBecause(String why) {
        killedBecause = why;
        kill();
    }

    @Override
    public void kill() {
        RunnerProcess spawned;
        synchronized (this) {
            killed = true;
            spawned = process;
        }
        if (spawned != null) {
            spawned.kill();
        }
    }

    @Override
    public synchronized long pid() {
        return process == null ? 0 : process.pid();
    }

    @Override
    public CompletionStage<RunnerExit> exited() {
        return exited;
    }

    @Override
    public List<ProcessUse> processes() {
        RunnerProcess spawned = spawned();
        return spawned == null ? List.of() : spawned.processes();
    }

    @Override
    public OptionalLong memoryBytes() {
        RunnerProcess spawned = spawned();
        return spawned == null ? OptionalLong.empty() : spawned.memoryBytes();
    }
}
