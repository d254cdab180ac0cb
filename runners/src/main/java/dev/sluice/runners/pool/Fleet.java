package dev.sluice.runners.pool;

import dev.sluice.core.pool.RunnerKind;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerGate;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.core.time.Timers;
import dev.sluice.runners.runtime.Interpreter;
import dev.sluice.runners.runtime.Runtimes;
import dev.sluice.runners.sidecar.InstanceSidecars;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The runners of this gateway: spawns them, lets them in, ends them, and says what became of each. Thread-safe; only the
 * spawner and the background executor block.
 */
final class Fleet {

    /** How long a drained instance has for its stop hooks and its exit: those get 5 s, see {@code docs/protocol.md}. */
    static final Duration DRAIN_GRACE = Duration.ofSeconds(6);

    /** How long a runner whose connection is gone has to end by itself, so that its exit code tells why. */
    static final Duration REAP_GRACE = Duration.ofSeconds(1);

    private static final Duration KILL_GRACE = Duration.ofSeconds(2);
    private static final System.Logger LOG = System.getLogger(Fleet.class.getName());
    private static final int TOKEN_BYTES = 24;

    private final PoolParts parts;
    private final Timers time;
    private final Executor spawner;
    private final Executor background;
    private final WorkFolders folders;
    private final Preparations preparations;
    private final Watcher watcher;
    private final SecureRandom random = new SecureRandom();
    private final Map<RunnerId, LiveRunner> runners = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> emptied = new CompletableFuture<>();
    private volatile boolean awaited;
    private volatile boolean closed;

    /** Hears what becomes of runners, on any thread; must not block. */
    interface Watcher {

        /** It said hello. */
        void ready(LiveRunner runner);

        /** Its connection is gone; {@code protocolFault} says what it did wrong, or is empty. */
        void linkClosed(LiveRunner runner, String protocolFault);

        /** Its process has ended, or there never was one. Last, exactly once. */
        void ended(LiveRunner runner, RunnerExit exit);
    }

    Fleet(PoolParts parts, WorkFolders folders, Preparations preparations, Watcher watcher) {
        this.parts = parts;
        this.time = parts.time();
        this.spawner = parts.spawner();
        this.background = parts.background();
        this.folders = folders;
        this.preparations = preparations;
        this.watcher = watcher;
    }

    Collection<LiveRunner> all() {
        return runners.values();
    }

    @Nullable
    LiveRunner find(RunnerId id) {
        return runners.get(id);
    }

    /** Spawns a runner soon. */
    void start(RunnerId id, RunnerKind kind, boolean awaited) {
        LiveRunner runner = new LiveRunner(id, kind, time.nanos());
        runners.put(id, runner);
        runner.exited().thenAccept(exit -> ended(runner, exit));
        if (closed) {
            runner.kill();
        }
        spawner.execute(() -> spawn(runner, awaited));
    }

    private void spawn(LiveRunner runner, boolean awaited) {
        Runtimes.Runtime runtime = parts.runtimes().byName().get(runner.kind().runtime());
        if (runtime == null) {
            runner.neverSpawned("there is no runtime " + runner.kind().runtime());
            return;
        }
        if (runner.isKilled()) {
            runner.neverSpawned("it was not needed any more");
            return;
        }
        try {
            Path work = folders.make(runner.id());
            String token = token();
            RunnerGate.Entrance entrance = parts.gate().expect(runner.id(), token);
            entrance.link().whenComplete((link, failure) -> {
                if (link != null) {
                    greet(runner, link);
                }
            });
            runner.spawned(parts.provider()
                    .start(new RunnerOrder(
                            runner.id(),
                            runtime.name(),
                            runtime.folder(),
                            runner.kind().memory(),
                            runner.kind().options(),
                            awaited,
                            entrance.address(),
                            token,
                            work,
                            folders.code(runner.id()),
                            preparations.folderFor(runtime.name()),
                            runtime.interpreter().map(Interpreter::path))));
            folders.note(runner.id(), runner.pid());
        } catch (RunnerStartException e) {
            runner.neverSpawned(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            runner.kill();
            runner.neverSpawned("its work folder or its socket cannot be made: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A runner could not be started.", e);
            runner.kill();
            runner.neverSpawned("the provider failed: " + e);
        }
    }

    private void greet(LiveRunner runner, RunnerLink link) {
        runner.greeted(link);
        watcher.ready(runner);
        link.closed().thenAccept(fault -> watcher.linkClosed(runner, fault));
        Runtimes.Runtime runtime = parts.runtimes().byName().get(runner.kind().runtime());
        if (runtime != null) {
            preparations.begin(runtime);
        }
    }

    private void ended(LiveRunner runner, RunnerExit exit) {
        parts.gate().forget(runner.id());
        RunnerLink link = runner.link();
        if (link != null) {
            link.close();
        }
        parts.orders().ended(runner.id());
        watcher.ended(runner, exit);
        runners.remove(runner.id());
        tellIfEmpty();
        CompletionStage<Void> besideEnded =
                runner.sidecars().map(InstanceSidecars::end).orElseGet(() -> CompletableFuture.completedStage(null));
        besideEnded.thenRun(() -> background.execute(() -> folders.delete(runner.id())));
    }

    /** Spawns no more. */
    void close() {
        closed = true;
    }

    /** Completes when no runner is left, or at {@code deadline} with those that are left killed. */
    CompletionStage<Void> emptied(long deadline) {
        Timers.Alarm alarm = time.at(deadline, () -> {
            runners.values().forEach(LiveRunner::kill);
            time.at(deadline + KILL_GRACE.toNanos(), () -> emptied.complete(null));
        });
        awaited = true;
        tellIfEmpty();
        return emptied.thenRun(alarm::cancel);
    }

    private void tellIfEmpty() {
        if (awaited && runners.isEmpty()) {
            emptied.complete(null);
        }
    }

    /** Tells it that it will be drained when the calls under way on it have ended. */
    void tellDraining(RunnerId id) {
        LiveRunner runner = runners.get(id);
        RunnerLink link = runner == null ? null : runner.link();
        if (link != null) {
            CompletionStage<Boolean> unused = link.notice(Frame.Notice.DRAINING, ByteBuffer.allocate(0));
        }
    }

    /** Lets its stop hooks run, and kills it if it has not ended by then. */
    void drain(RunnerId id) {
        LiveRunner runner = runners.get(id);
        if (runner == null) {
            return;
        }
        RunnerLink link = runner.link();
        if (link == null) {
            runner.kill();
        } else {
            link.drain();
            killLater(runner, DRAIN_GRACE);
        }
    }

    /** Kills it if it has not ended by itself in a moment. */
    void reap(RunnerId id) {
        LiveRunner runner = runners.get(id);
        if (runner != null) {
            killLater(runner, REAP_GRACE);
        }
    }

    void kill(RunnerId id) {
        LiveRunner runner = runners.get(id);
        if (runner != null) {
            runner.kill();
        }
    }

    private void killLater(LiveRunner runner, Duration delay) {
        Timers.Alarm alarm = time.at(time.nanos() + delay.toNanos(), runner::kill);
        runner.exited().thenRun(alarm::cancel);
    }

    private String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
