package dev.sluice.gateway.invoke;

import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerOutput;
import dev.sluice.core.runner.RunnerProcess;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A process that a test ends by its word. */
public final class ToldProcess implements RunnerProcess {

    public final CompletableFuture<RunnerExit> exit = new CompletableFuture<>();

    @Override
    public RunnerId id() {
        return new RunnerId("r1");
    }

    @Override
    public long pid() {
        return 1;
    }

    @Override
    public CompletionStage<RunnerExit> exited() {
        return exit;
    }

    @Override
    public void output(RunnerOutput output) {}

    @Override
    public void kill() {}

    @Override
    public OptionalLong memoryBytes() {
        return OptionalLong.empty();
    }
}
