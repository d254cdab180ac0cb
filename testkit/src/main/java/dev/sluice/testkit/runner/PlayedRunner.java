package dev.sluice.testkit.runner;

import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LinkClosedException;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerOutput;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.StreamListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A runner that is only played: process and link in one, and a test pulls the strings. For one thread at a time. */
public final class PlayedRunner implements RunnerProcess, RunnerLink {

    private final RunnerOrder order;
    private final long pid;
    private final PlayedRunners stage;
    private final CompletableFuture<RunnerExit> exited = new CompletableFuture<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final CompletableFuture<Frame> answer = new CompletableFuture<>();
    private final CompletableFuture<String> profile = new CompletableFuture<>();
    private Frame.@Nullable Specialise ordered;
    private RunnerOutput output = (source, line) -> {};
    private final List<String> notices = new ArrayList<>();
    private boolean drained;
    private long memoryBytes = 50L * 1024 * 1024;

    PlayedRunner(RunnerOrder order, long pid, PlayedRunners stage) {
        this.order = order;
        this.pid = pid;
        this.stage = stage;
    }

    /** What it was started with. */
    public RunnerOrder order() {
        return order;
    }

    public RuntimeName runtime() {
        return order.runtime();
    }

    /** What it was specialised for; empty while it is generic. */
    public Optional<Frame.Specialise> ordered() {
        return Optional.ofNullable(ordered);
    }

    public boolean isDrained() {
        return drained;
    }

    /** The names of the notices that it was given, in order. */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    public boolean isAlive() {
        return !exited.isDone();
    }

    /** Says hello at the gate. */
    public void hello() {
        stage.greet(this);
    }

    /** Answers the order to become an instance. */
    public void answer(Frame frame) {
        answer.complete(frame);
    }

    /** Tells something for later starts. */
    public void tellsProfile(String text) {
        profile.complete(text);
    }

    public void usesMemory(long bytes) {
        memoryBytes = bytes;
    }

    /** Its connection breaks; the process lives on. */
    public void disconnect(String protocolFault) {
        answer.completeExceptionally(new LinkClosedException("the runner's connection is gone"));
        closed.complete(protocolFault);
    }

    /** Its process ends by itself, and with it its connection. */
    public void exit(RunnerExit exit) {
        disconnect("");
        exited.complete(exit);
    }

    @Override
    public RunnerId id() {
        return order.id();
    }

    @Override
    public CompletionStage<Frame> specialise(Frame.Specialise specialise) {
        if (ordered != null) {
            throw new IllegalStateException(id() + " was specialised before");
        }
        ordered = specialise;
        stage.specialise(this, specialise);
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
        notices.add(name);
        return CompletableFuture.completedStage(true);
    }

    @Override
    public CompletionStage<String> profile() {
        return profile;
    }

    @Override
    public void drain() {
        drained = true;
        stage.drain(this);
    }

    @Override
    public void close() {
        disconnect("");
    }

    @Override
    public CompletionStage<String> closed() {
        return closed;
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public CompletionStage<RunnerExit> exited() {
        return exited;
    }

    @Override
    public void output(RunnerOutput taker) {
        output = taker;
    }

    /** Writes a line past the protocol; it is lost where nobody takes it. */
    public void print(LogSource source, String line) {
        output.line(source, line);
    }

    @Override
    public void kill() {
        if (isAlive()) {
            stage.kill(this);
        }
    }

    @Override
    public OptionalLong memoryBytes() {
        return isAlive() ? OptionalLong.of(memoryBytes) : OptionalLong.empty();
    }
}
