package dev.sluice.gateway.invoke;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.pool.Backlog;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.PoolReport;
import dev.sluice.core.pool.Slot;
import dev.sluice.core.pool.SlotTicket;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.core.pool.Slots;
import dev.sluice.core.pool.Trial;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.RunnerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pools with one instance for every function and a slot for every call, unless a test says otherwise. */
public final class LinkPools implements FunctionPools {

    private final RunnerLink link;
    private final RunnerProcess process;
    private final Queue<Outcome> released = new ConcurrentLinkedQueue<>();
    private final Queue<Priority> priorities = new ConcurrentLinkedQueue<>();
    private final Queue<Long> keys = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inUse = new AtomicInteger();
    private volatile Function<FunctionVersion, Optional<Outcome>> gate = version -> Optional.empty();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private volatile int most = Integer.MAX_VALUE;
    private volatile boolean holding;
    private volatile @Nullable SlotWaiter last;

    public LinkPools(RunnerLink link, RunnerProcess process) {
        this.link = link;
        this.process = process;
    }

    /** Calls for which {@code newGate} has an outcome are refused with it. */
    public LinkPools refusing(Function<FunctionVersion, Optional<Outcome>> newGate) {
        gate = newGate;
        return this;
    }

    /** More calls at a time than {@code slots} are refused as {@code queue_full}. */
    public LinkPools slots(int slots) {
        most = slots;
        return this;
    }

    /** Calls wait until {@link #grantHeld}. */
    public LinkPools holding() {
        holding = true;
        return this;
    }

    public void grantHeld() {
        for (Runnable grant = held.poll(); grant != null; grant = held.poll()) {
            grant.run();
        }
    }

    /** Takes the slot back that was asked for last. */
    public void preempt(Outcome why) {
        Objects.requireNonNull(last, "nobody has asked for a slot").preempted(why);
    }

    /** How many slots are held by code whose caller has gone. */
    public int abandoned() {
        return abandoned.get();
    }

    /** What slots were released with, in order. */
    public List<Outcome> released() {
        return List.copyOf(released);
    }

    /** With what keys slots were asked for, in order. */
    public List<Long> keys() {
        return List.copyOf(keys);
    }

    /** With what priority slots were asked for, in order. */
    public List<Priority> priorities() {
        return List.copyOf(priorities);
    }

    @Override
    public Backlog backlog(FunctionName function) {
        return calls -> {};
    }

    private SlotTicket acquire(FunctionVersion version, Terms terms, SlotWaiter waiter) {
        priorities.add(terms.priority());
        keys.add(waiter.key());
        last = waiter;
        Optional<Outcome> refusal = gate.apply(version);
        if (refusal.isPresent()) {
            waiter.refused(refusal.get(), Timings.NONE);
        } else if (inUse.incrementAndGet() > most) {
            inUse.decrementAndGet();
            waiter.refused(
                    new Outcome.Rejected(
                            dev.sluice.core.invocation.RejectReason.QUEUE_FULL,
                            "All " + most + " slots are taken.",
                            Duration.ofSeconds(1)),
                    Timings.NONE);
        } else if (holding) {
            held.add(() -> waiter.granted(new OneSlot(version), Timings.NONE));
        } else {
            waiter.granted(new OneSlot(version), Timings.NONE);
        }
        return () -> {};
    }

    private final class OneSlot implements Slot {

        private final FunctionVersion version;
        private volatile boolean hasNoCaller;

        OneSlot(FunctionVersion version) {
            this.version = version;
        }

        @Override
        public FunctionVersion version() {
            return version;
        }

        @Override
        public RunnerLink link() {
            return link;
        }

        @Override
        public RunnerProcess process() {
            return process;
        }

        @Override
        public void abandoned() {
            hasNoCaller = true;
            abandoned.incrementAndGet();
        }

        @Override
        public void release(Outcome outcome) {
            inUse.decrementAndGet();
            if (hasNoCaller) {
                abandoned.decrementAndGet();
            }
            if (!(outcome instanceof Outcome.Succeeded)) {
                released.add(outcome);
            }
        }
    }

    @Override
    public CompletionStage<Trial> trial(FunctionVersion version) {
        return CompletableFuture.completedFuture(new Trial.Passed("", Duration.ZERO));
    }

    @Override
    public void abandonTrial(FunctionVersion version) {}

    @Override
    public Slots activate(FunctionVersion version) {
        return (terms, waiter) -> acquire(version, terms, waiter);
    }

    @Override
    public Slots bind(FunctionVersion version) {
        return activate(version);
    }

    @Override
    public void unbind(FunctionVersion version) {}

    @Override
    public void recycle(FunctionVersion version) {}

    @Override
    public void remove(FunctionName function) {}

    @Override
    public void recycle(FunctionName function) {}

    @Override
    public Optional<FunctionReport> report(FunctionName function) {
        return Optional.empty();
    }

    @Override
    public PoolReport report() {
        return new PoolReport(List.of(), Map.of());
    }

    @Override
    public CompletionStage<Void> shutdown(Duration grace) {
        link.close();
        return CompletableFuture.completedFuture(null);
    }
}
