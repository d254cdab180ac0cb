package dev.sluice.gateway.deployment;

import dev.sluice.core.function.FunctionName;
import dev.sluice.gateway.deploy.DeployProgress;
import dev.sluice.gateway.deploy.DeployStep;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** One deployment of a function: what it has done so far, and how it ended. Thread-safe. */
public final class Deployment {

    private final DeploymentId id;
    private final FunctionName function;
    private final InstantSource clock;
    private final Instant startedAt;
    private final DeploymentLog log = new DeploymentLog();
    private DeploymentState state = new DeploymentState.Running();
    private Runnable interrupt = () -> {};
    private boolean stopped;
    private boolean tried;

    Deployment(FunctionName function, InstantSource clock) {
        this.clock = clock;
        this.startedAt = clock.instant();
        this.id = DeploymentId.next(startedAt.toEpochMilli());
        this.function = function;
    }

    /** A deployment at one moment. */
    public record Snapshot(
            DeploymentId id,
            FunctionName function,
            Instant startedAt,
            List<DeploymentEvent> events,
            DeploymentState state) {

        public boolean ended() {
            return !(state instanceof DeploymentState.Running);
        }
    }

    public DeploymentId id() {
        return id;
    }

    public FunctionName function() {
        return function;
    }

    public synchronized Snapshot snapshot() {
        return new Snapshot(id, function, startedAt, log.events(), state);
    }

    /** Waits until it has ended or has more than {@code seen} events, for {@code patience} at most. */
    public synchronized Snapshot awaitMoreThan(int seen, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); isRunning() && log.size() <= seen && left > 0; ) {
            wait(left / 1_000_000 + 1);
            left = end - System.nanoTime();
        }
        return snapshot();
    }

    /** Waits until it has ended, which every deployment does. */
    public synchronized DeploymentState awaitEnd() throws InterruptedException {
        while (isRunning()) {
            wait();
        }
        return state;
    }

    synchronized boolean isRunning() {
        return state instanceof DeploymentState.Running;
    }

    /** Ends it at its next step, or at once where it waits; no more when its version has been tried. */
    synchronized void stop() {
        if (isRunning() && !tried) {
            stopped = true;
            interrupt.run();
        }
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /** Says what makes it not wait any longer. */
    synchronized void onStop(Runnable action) {
        interrupt = action;
    }

    synchronized void end(DeploymentState how) {
        state = how;
        notifyAll();
    }

    private synchronized void add(DeployStep step) {
        if (stopped) {
            throw new StoppedException();
        }
        tried |= step instanceof DeployStep.Tried;
        log.add(clock.instant(), step);
        notifyAll();
    }

    private synchronized void add(String line) {
        log.add(clock.instant(), line);
        notifyAll();
    }

    /** What the deployment's work tells of itself. */
    DeployProgress progress() {
        return new DeployProgress() {
            @Override
            public void step(DeployStep step) {
                add(step);
            }

            @Override
            public void printed(String line) {
                add(line);
            }
        };
    }

    /** Ends a deployment that was stopped. */
    private static final class StoppedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("the deployment was stopped");
        }
    }
}
