package dev.sluice.runners.pool;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.pool.Backlog;
import dev.sluice.core.pool.FunctionPool;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.PoolName;
import dev.sluice.core.pool.PoolReport;
import dev.sluice.core.pool.ProcessReport;
import dev.sluice.core.pool.RunnerKind;
import dev.sluice.core.pool.Slots;
import dev.sluice.core.pool.Trial;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The pools of one gateway, as others ask of them. Decides nothing itself: {@link PoolLoop} shows each function's {@link
 * FunctionPool} what happened and carries out what comes back. Calls come in by the {@link FunctionCell} of their function.
 */
public final class LivePools implements FunctionPools, AutoCloseable {

    private final PoolParts parts;
    private final FunctionCells cells;
    private final PoolLoop loop;
    private final WorkFolders workFolders;
    private final Preparations preparations;
    private final UsageWatch usageWatch;
    private final Reports reports;

    public LivePools(PoolParts parts) {
        this(parts, new Loop(parts.time()), new SecureRandom());
    }

    /** @param random for ids of runners, and to spread what is tried again */
    LivePools(PoolParts parts, Loop loop, RandomGenerator random) {
        this.parts = parts;
        this.workFolders = new WorkFolders(parts.folders().run());
        this.preparations =
                new Preparations(parts.folders().cache(), parts.folders().javaHome(), parts.background());
        this.loop = new PoolLoop(parts, loop, workFolders, preparations, random);
        this.cells = this.loop.cells();
        this.usageWatch = new UsageWatch(this.loop.fleet(), workFolders, parts);
        this.reports = new Reports(this.loop, parts.time());
    }

    PoolLoop loop() {
        return loop;
    }

    /**
     * Ends and removes what an earlier gateway left behind, then starts to fill the warm pools. Once, before anything
     * else; blocks for some milliseconds.
     *
     * @throws IOException if the folder of work folders cannot be used
     */
    public void start() throws IOException {
        workFolders.cleanUp();
        parts.runtimes().byName().values().forEach(preparations::recall);
        usageWatch.start();
        loop.scheduler().begin();
    }

    @Override
    public Backlog backlog(FunctionName function) {
        AtomicInteger told = new AtomicInteger();
        return calls -> change(PoolName.live(function), (cell, todo) -> {
            cell.backlog += calls - told.getAndSet(calls);
            boolean needed = cell.backlog > 0 && cell.live != null && !loop.isClosing();
            if (cell.machine() != null || needed) {
                todo.addAll(loop.act(cell, null, (pool, now, out) -> {
                    pool.announced(cell.backlog);
                    pool.tick(now, out);
                }));
            }
        });
    }

    // ---- versions

    @Override
    public CompletionStage<Trial> trial(FunctionVersion version) {
        CompletableFuture<Trial> result = new CompletableFuture<>();
        if (loop.isClosing()) {
            result.complete(new Trial.Failed(PoolLoop.shuttingDown(), ""));
            return result;
        }
        change(
                PoolName.live(version.function()),
                (cell, todo) -> todo.addAll(
                        loop.act(cell, version, (pool, now, out) -> pool.trial(version, result::complete, now, out))));
        return result;
    }

    @Override
    public void abandonTrial(FunctionVersion version) {
        change(
                PoolName.live(version.function()),
                (cell, todo) -> todo.addAll(cell.changed((pool, now, out) -> pool.abandonTrial(version, now, out))));
    }

    @Override
    public Slots activate(FunctionVersion version) {
        return change(PoolName.live(version.function()), (cell, todo) -> {
            goLive(cell, version, todo);
            boolean needed = (version.spec().scaling().minInstances() > 0 || cell.backlog > 0) && !loop.isClosing();
            if (cell.machine() != null || needed) {
                todo.addAll(loop.act(cell, version, (pool, now, out) -> pool.activate(version, now, out)));
            }
        });
    }

    private void goLive(FunctionCell cell, @Nullable FunctionVersion version, List<Runnable> todo) {
        FunctionVersion before = cell.live;
        cell.live = version;
        if (version != null) {
            todo.addAll(loop.scheduler().live(RunnerKind.of(version.spec()), 1));
        }
        if (before != null) {
            todo.addAll(loop.scheduler().live(RunnerKind.of(before.spec()), -1));
        }
    }

    @Override
    public Slots bind(FunctionVersion version) {
        return change(PoolName.bound(version), (cell, _) -> cell.live = version);
    }

    @Override
    public void unbind(FunctionVersion version) {
        change(PoolName.bound(version), (cell, todo) -> {
            cell.live = null;
            todo.addAll(cell.changed((pool, now, out) -> pool.remove(now, out)));
        });
    }

    @Override
    public void recycle(FunctionVersion version) {
        recycle(PoolName.bound(version));
    }

    @Override
    public void remove(FunctionName function) {
        change(PoolName.live(function), (cell, todo) -> {
            goLive(cell, null, todo);
            todo.addAll(cell.changed((pool, now, out) -> pool.remove(now, out)));
        });
    }

    @Override
    public void recycle(FunctionName function) {
        recycle(PoolName.live(function));
    }

    private void recycle(PoolName name) {
        change(name, (cell, todo) -> todo.addAll(cell.changed((pool, now, out) -> pool.recycle(now, out))));
    }

    private FunctionCell change(PoolName name, BiConsumer<FunctionCell, List<Runnable>> what) {
        List<Runnable> todo = new ArrayList<>();
        FunctionCell changed = cells.locked(name, cell -> {
            what.accept(cell, todo);
            cells.dropIfVacant(cell);
        });
        loop.carryOut(todo);
        return changed;
    }

    // ---- reports and the end

    /** The invocations that run on an instance now; none if it is gone. What hangs on it must not block. */
    public CompletionStage<List<Invocation>> running(RunnerId instance) {
        LiveRunner runner = loop.fleet().find(instance);
        RunnerLink link = runner == null ? null : runner.link();
        return link == null ? CompletableFuture.completedStage(List.of()) : link.running();
    }

    @Override
    public Optional<FunctionReport> report(FunctionName function) {
        return reports.of(function);
    }

    @Override
    public List<ProcessReport> processes(FunctionName function) {
        return reports.processes(function);
    }

    @Override
    public PoolReport report() {
        return reports.all();
    }

    @Override
    public CompletionStage<Void> shutdown(Duration grace) {
        loop.close();
        usageWatch.stop();
        preparations.close();
        loop.fleet().close();
        loop.scheduler().shutDown();
        cells.active().forEach(cell -> cell.tell((pool, now, out) -> pool.shutDown(now, out)));
        return loop.fleet().emptied(loop.now() + grace.toNanos());
    }

    /** Ends every runner at once. */
    @Override
    public void close() {
        loop.close();
        usageWatch.stop();
        preparations.close();
        loop.fleet().close();
        loop.fleet().all().forEach(LiveRunner::kill);
    }
}
