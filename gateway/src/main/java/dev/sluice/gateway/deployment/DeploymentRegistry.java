package dev.sluice.gateway.deployment;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.problem.Problem;
import dev.sluice.core.problem.Problem.Kind;
import dev.sluice.gateway.deploy.DeployProgress;
import dev.sluice.gateway.deploy.DeployResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Starts deployments, each on a virtual thread of its own, and knows those that are under way and the last that ended. It
 * keeps them in memory: what a crash cuts is gone, and never told as done. Thread-safe; nothing but what says so blocks.
 */
public final class DeploymentRegistry {

    /** How many may be under way. */
    public static final int MOST_RUNNING = 1_000;

    /** How many that ended are kept, of all functions and of one. */
    public static final int KEPT = 200;

    public static final int KEPT_OF_ONE = 10;

    /** How long who waits for a deployment that was stopped may take to be told. */
    private static final Duration TELLING = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final Function<Throwable, Problem> problems;
    private final Map<DeploymentId, Deployment> known = new LinkedHashMap<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private int running;
    private int waiters;
    private boolean closed;

    /** {@code problems}: says what is told of a deployment that threw. */
    public DeploymentRegistry(InstantSource clock, Function<Throwable, Problem> problems) {
        this.clock = clock;
        this.problems = problems;
    }

    /** What a deployment does. */
    @FunctionalInterface
    public interface Work {
        DeployResult run(DeployProgress progress) throws InterruptedException;
    }

    /** Starts one, which goes on whether or not anybody waits for it. */
    public Admission start(FunctionName function, Work work) {
        Deployment deployment = new Deployment(function, clock);
        synchronized (this) {
            if (closed) {
                return new Admission.ShuttingDown();
            }
            if (running >= MOST_RUNNING) {
                return new Admission.TooMany(MOST_RUNNING);
            }
            running++;
            known.put(deployment.id(), deployment);
        }
        Thread thread = Thread.ofVirtual().name("deploy " + function).unstarted(() -> run(deployment, work));
        deployment.onStop(thread::interrupt);
        thread.start();
        return new Admission.Started(deployment);
    }

    private void run(Deployment deployment, Work work) {
        try {
            deployment.end(ended(deployment, work));
        } finally {
            forgetOldest(deployment.function());
        }
    }

    private DeploymentState ended(Deployment deployment, Work work) {
        try {
            return new DeploymentState.Ended(clock.instant(), work.run(deployment.progress()));
        } catch (InterruptedException e) {
            return new DeploymentState.Failed(clock.instant(), stopped());
        } catch (Throwable e) {
            return new DeploymentState.Failed(clock.instant(), deployment.isStopped() ? stopped() : problems.apply(e));
        }
    }

    private static Problem stopped() {
        return Problem.of(
                new Kind(503, Component.GATEWAY, "shutting_down", "The gateway shuts down"),
                "The gateway shut down before the version could take over, and nothing was changed: deploy it again"
                        + " when it is back.");
    }

    private synchronized void forgetOldest(FunctionName function) {
        running--;
        List<Deployment> ended =
                known.values().stream().filter(each -> !each.isRunning()).toList();
        forget(ended.stream().filter(each -> each.function().equals(function)).toList(), KEPT_OF_ONE);
        forget(ended, KEPT);
        completeIfDrained();
    }

    private void forget(List<Deployment> ended, int kept) {
        ended.stream()
                .limit(Math.max(0, ended.size() - kept))
                .map(Deployment::id)
                .forEach(known::remove);
    }

    /** One that is under way or ended not long ago. */
    public synchronized Optional<Deployment> find(FunctionName function, DeploymentId id) {
        return Optional.ofNullable(known.get(id)).filter(each -> each.function().equals(function));
    }

    /** Those of a function, newest first. */
    public synchronized List<Deployment> list(FunctionName function) {
        List<Deployment> found = new ArrayList<>(known.values().stream()
                .filter(each -> each.function().equals(function))
                .toList());
        return found.reversed();
    }

    /**
     * Has the end of the gateway wait for somebody who waits for a deployment, until what this returns is run, once or more
     * often.
     */
    public synchronized Runnable waiter() {
        waiters++;
        AtomicBoolean gone = new AtomicBoolean();
        return () -> {
            if (gone.compareAndSet(false, true)) {
                waiterGone();
            }
        };
    }

    private synchronized void waiterGone() {
        waiters--;
        completeIfDrained();
    }

    /**
     * From now on none is started. Those under way may go on for {@code grace}, then they are stopped where their version
     * has not been tried. The answer completes when all have ended and who waits for them has been told, at the latest 2 s
     * after the grace.
     */
    public CompletionStage<Void> drain(Duration grace) {
        synchronized (this) {
            closed = true;
            completeIfDrained();
        }
        CompletableFuture.delayedExecutor(grace.toNanos(), TimeUnit.NANOSECONDS).execute(this::stop);
        return drained.copy().completeOnTimeout(null, grace.plus(TELLING).toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void stop() {
        known.values().forEach(Deployment::stop);
    }

    private void completeIfDrained() {
        if (closed && running == 0 && waiters == 0) {
            drained.complete(null);
        }
    }
}
