package dev.sluice.runners.pool;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.pool.FunctionPool;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.Instance;
import dev.sluice.core.pool.PoolReport;
import dev.sluice.core.pool.RunnerKind;
import dev.sluice.core.pool.SlotTicket;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.core.pool.Trial;
import dev.sluice.core.pool.Waiting;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The pools of one gateway, as others ask of them. Decides nothing itself: {@link PoolLoop} shows each function's {@link
 * FunctionPool} what happened and carries out what comes back. A warm call takes the lock of its function twice and touches
 * nothing that functions share.
 */
public final class LivePools implements FunctionPools, AutoCloseable {

    private static final SlotTicket TOLD_ALREADY = () -> {};

    private final PoolParts parts;
    private final Seats seats = new Seats();
    private final PoolLoop loop;
    private final WorkFolders workFolders;
    private final Preparations preparations;
    private final UsageWatch usageWatch;
    private final Reports reports;

    public LivePools(PoolParts parts) {
        this.parts = parts;
        this.workFolders = new WorkFolders(parts.folders().run());
        this.preparations =
                new Preparations(parts.folders().cache(), parts.folders().javaHome(), parts.background());
        this.loop = new PoolLoop(parts, seats, workFolders, preparations);
        this.usageWatch = new UsageWatch(loop.fleet(), workFolders, parts);
        this.reports = new Reports(loop.fleet(), loop.machine(), seats, parts.time());
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
        loop.machine().begin();
    }

    // ---- calls

    @Override
    public SlotTicket acquire(FunctionVersion version, SlotWaiter waiter) {
        Seat seat = seats.of(version.function());
        LiveSlot slot;
        synchronized (seat) {
            slot = loop.isClosing() ? null : takeSlot(seat);
        }
        if (slot != null) {
            waiter.granted(slot, Timings.NONE);
            return TOLD_ALREADY;
        }
        return await(version, waiter);
    }

    private @Nullable LiveSlot takeSlot(Seat seat) {
        FunctionPool pool = seat.pool;
        Instance instance = pool == null ? null : pool.tryAcquire();
        return instance == null ? null : loop.slot(seat, instance);
    }

    private SlotTicket await(FunctionVersion version, SlotWaiter waiter) {
        Waiting[] place = new Waiting[1];
        List<Runnable> todo = new ArrayList<>(2);
        Seat seat = seats.locked(version.function(), found -> {
            if (loop.isClosing() || found.live == null) {
                Outcome why = loop.isClosing() ? shuttingDown() : new Outcome.NoSuchFunction();
                todo.add(() -> waiter.refused(why, Timings.NONE));
                seats.dropIfVacant(found);
                return;
            }
            LiveSlot slot = takeSlot(found);
            if (slot != null) {
                todo.add(() -> waiter.granted(slot, Timings.NONE));
            } else {
                todo.addAll(loop.act(found, null, (pool, out) -> place[0] = pool.await(waiter, loop.now(), out)));
            }
        });
        todo.forEach(Runnable::run);
        Waiting waiting = place[0];
        return waiting == null
                ? TOLD_ALREADY
                : () -> loop.tell(seat, (pool, out) -> pool.abandon(waiting, loop.now(), out));
    }

    // ---- versions

    @Override
    public CompletionStage<Trial> trial(FunctionVersion version) {
        CompletableFuture<Trial> result = new CompletableFuture<>();
        if (loop.isClosing()) {
            result.complete(new Trial.Failed(shuttingDown(), ""));
            return result;
        }
        change(
                version.function(),
                (seat, todo) -> todo.addAll(loop.act(
                        seat, version, (pool, out) -> pool.trial(version, result::complete, loop.now(), out))));
        return result;
    }

    @Override
    public void abandonTrial(FunctionVersion version) {
        change(version.function(), (seat, todo) -> {
            if (seat.pool != null) {
                todo.addAll(loop.act(seat, null, (pool, out) -> pool.abandonTrial(version, loop.now(), out)));
            }
        });
    }

    @Override
    public void activate(FunctionVersion version) {
        change(version.function(), (seat, todo) -> {
            goLive(seat, version, todo);
            boolean needed = version.spec().scaling().minInstances() > 0 && !loop.isClosing();
            if (seat.pool != null || needed) {
                todo.addAll(loop.act(seat, version, (pool, out) -> pool.activate(version, loop.now(), out)));
            }
        });
    }

    private void goLive(Seat seat, @Nullable FunctionVersion version, List<Runnable> todo) {
        FunctionVersion before = seat.live;
        seat.live = version;
        if (version != null) {
            todo.addAll(loop.machine().live(RunnerKind.of(version.spec()), 1));
        }
        if (before != null) {
            todo.addAll(loop.machine().live(RunnerKind.of(before.spec()), -1));
        }
    }

    @Override
    public void remove(FunctionName function) {
        change(function, (seat, todo) -> {
            goLive(seat, null, todo);
            if (seat.pool != null) {
                todo.addAll(loop.act(seat, null, (pool, out) -> pool.remove(loop.now(), out)));
            }
        });
    }

    @Override
    public void recycle(FunctionName function) {
        change(function, (seat, todo) -> {
            if (seat.pool != null) {
                todo.addAll(loop.act(seat, null, (pool, out) -> pool.recycle(loop.now(), out)));
            }
        });
    }

    private void change(FunctionName function, BiConsumer<Seat, List<Runnable>> what) {
        List<Runnable> todo = new ArrayList<>();
        seats.locked(function, seat -> {
            what.accept(seat, todo);
            seats.dropIfVacant(seat);
        });
        todo.forEach(Runnable::run);
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
    public PoolReport report() {
        return reports.all();
    }

    @Override
    public CompletionStage<Void> shutdown(Duration grace) {
        loop.close();
        usageWatch.stop();
        preparations.close();
        loop.fleet().close();
        loop.machine().shutDown();
        seats.active().forEach(seat -> loop.tell(seat, (pool, out) -> pool.shutDown(loop.now(), out)));
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

    private static Outcome shuttingDown() {
        return new Outcome.Rejected(RejectReason.SHUTTING_DOWN, "the gateway is shutting down", Duration.ofSeconds(5));
    }
}
