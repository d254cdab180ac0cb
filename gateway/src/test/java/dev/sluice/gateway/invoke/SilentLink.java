package dev.sluice.gateway.invoke;

import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A link that says nothing of itself; a test says what its streams do. */
abstract class SilentLink implements RunnerLink {

    @Override
    public RunnerId id() {
        return new RunnerId("r1");
    }

    @Override
    public CompletionStage<Frame> specialise(Frame.Specialise order) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<List<Invocation>> running() {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<Boolean> notice(String name, ByteBuffer body) {
        return CompletableFuture.completedStage(false);
    }

    @Override
    public CompletionStage<String> profile() {
        return new CompletableFuture<>();
    }

    @Override
    public void drain() {}

    @Override
    public void close() {}

    @Override
    public CompletionStage<String> closed() {
        return new CompletableFuture<>();
    }
}
