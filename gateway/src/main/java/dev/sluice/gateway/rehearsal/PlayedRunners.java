package dev.sluice.gateway.rehearsal;

import dev.sluice.core.runner.RunnerAddress;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.runner.RunnerStartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runners without a process: each is a thread of the gateway at the other end of a real connection to its gate. */
final class PlayedRunners implements RunnerProvider {

    private final Executor threads;
    private final Set<PlayedRunner> runners = ConcurrentHashMap.newKeySet();

    PlayedRunners(Executor threads) {
        this.threads = threads;
    }

    @Override
    public String name() {
        return "played";
    }

    @Override
    public RunnerProcess start(RunnerOrder order) throws RunnerStartException {
        PlayedRunner runner = connected(order);
        runners.add(runner);
        try {
            threads.execute(runner);
        } catch (RejectedExecutionException e) {
            runner.kill();
            throw new RunnerStartException("the rehearsal is over");
        }
        return runner;
    }

    private static PlayedRunner connected(RunnerOrder order) throws RunnerStartException {
        if (!(order.address() instanceof RunnerAddress.Socket(Path socket))) {
            throw new IllegalStateException("a rehearsal has sockets");
        }
        try {
            return new PlayedRunner(order.id(), socket, order.token());
        } catch (IOException e) {
            throw new RunnerStartException("the gateway's own socket cannot be reached: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        runners.forEach(PlayedRunner::kill);
    }
}
