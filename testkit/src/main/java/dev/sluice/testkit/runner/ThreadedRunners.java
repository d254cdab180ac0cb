package dev.sluice.testkit.runner;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.LinkClosedException;
import dev.sluice.core.runner.RunnerAddress;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerGate;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerOutput;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.core.runner.SidecarOrder;
import dev.sluice.core.runner.StreamListener;
import dev.sluice.core.time.Timers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A provider and a gate whose runners are only played, on real threads and in real time: each says hello after 2 ms, is
 * specialised in 1 ms, and ends when it is drained or killed.
 */
public final class ThreadedRunners implements RunnerProvider, RunnerGate {

    private final Timers time;
    private final Map<RunnerId, CompletableFuture<RunnerLink>> expected = new ConcurrentHashMap<>();
    private final Map<RunnerId, Runner> alive = new ConcurrentHashMap<>();

    public ThreadedRunners(Timers time) {
        this.time = time;
    }

    /** Runners whose process has not ended. */
    public int alive() {
        return alive.size();
    }

    /** The process ends by itself; nothing if it has ended. */
    public void crash(RunnerId id, RunnerExit exit) {
        Runner runner = alive.get(id);
        if (runner != null) {
            runner.end(exit);
        }
    }

    @Override
    public String name() {
        return "threaded";
    }

    @Override
    public RunnerProcess start(RunnerOrder order) {
        Runner runner = new Runner(order.id());
        alive.put(order.id(), runner);
        time.at(time.nanos() + Duration.ofMillis(2).toNanos(), runner::hello);
        return runner;
    }

    /** Plays none. */
    @Override
    public RunnerProcess startBeside(SidecarOrder order) throws RunnerStartException {
        throw new RunnerStartException("nobody plays sidecars here");
    }

    @Override
    public void close() {
        alive.values().forEach(Runner::kill);
    }

    @Override
    public Entrance expect(RunnerId id, String token) {
        return new Entrance(
                new RunnerAddress.Socket(Path.of("/run/threaded/" + id + ".sock")),
                expected.computeIfAbsent(id, i -> new CompletableFuture<>()));
    }

    @Override
    public void forget(RunnerId id) {
        expected.remove(id);
    }

    private final class Runner implements RunnerProcess, RunnerLink {

        private final RunnerId id;
        private final CompletableFuture<RunnerExit> exited = new CompletableFuture<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final CompletableFuture<Frame> answer = new CompletableFuture<>();

        Runner(RunnerId id) {
            this.id = id;
        }

        void hello() {
            CompletableFuture<RunnerLink> guest = expected.remove(id);
            if (guest != null && !exited.isDone()) {
                guest.complete(this);
            }
        }

        void end(RunnerExit exit) {
            close();
            alive.remove(id);
            exited.complete(exit);
        }

        @Override
        public RunnerId id() {
            return id;
        }

        @Override
        public CompletionStage<Frame> specialise(Frame.Specialise order) {
            time.at(
                    time.nanos() + Duration.ofMillis(1).toNanos(),
                    () -> answer.complete(new Frame.Specialised(order.handler(), 1_000)));
            return answer;
        }

        @Override
        public Call open(Invocation invocation, Duration timeout, StreamListener listener) {
            throw new UnsupportedOperationException("a played runner runs no calls");
        }

        @Override
        public CompletionStage<List<Invocation>> running() {
            return CompletableFuture.completedStage(List.of());
        }

        @Override
        public CompletionStage<Boolean> notice(String name, ByteBuffer body) {
            return CompletableFuture.completedStage(true);
        }

        @Override
        public CompletionStage<String> profile() {
            return new CompletableFuture<>();
        }

        @Override
        public void drain() {
            end(new RunnerExit(0, false, ""));
        }

        @Override
        public void close() {
            answer.completeExceptionally(new LinkClosedException("the runner's connection is gone"));
            closed.complete("");
        }

        @Override
        public CompletionStage<String> closed() {
            return closed;
        }

        @Override
        public long pid() {
            return 1_000_000;
        }

        @Override
        public CompletionStage<RunnerExit> exited() {
            return exited;
        }

        @Override
        public void output(RunnerOutput output) {}

        @Override
        public void kill() {
            end(new RunnerExit(137, false, ""));
        }

        @Override
        public OptionalLong memoryBytes() {
            return exited.isDone() ? OptionalLong.empty() : OptionalLong.of(50L * 1024 * 1024);
        }
    }
}
