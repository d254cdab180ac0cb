package dev.sluice.testkit.pool;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.pool.Backlog;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.PoolReport;
import dev.sluice.core.pool.SlotTicket;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.core.pool.Slots;
import dev.sluice.core.pool.Trial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** Pools without runners: they note what they are asked, and answer trials as a test says. Thread-safe. */
public final class FakeFunctionPools implements FunctionPools {

    private static final Trial PASSED = new Trial.Passed("it starts", Duration.ofMillis(7));

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<FunctionName, FunctionReport> reports = new ConcurrentHashMap<>();
    private volatile Function<FunctionVersion, CompletionStage<Trial>> trials =
            version -> CompletableFuture.completedFuture(PASSED);
    private volatile Consumer<FunctionVersion> activations = version -> {};

    /** From now on trials end so; called on the thread that asks for the trial. */
    public void answerTrials(Function<FunctionVersion, CompletionStage<Trial>> answer) {
        trials = answer;
    }

    /** From now on every trial passes. */
    public void passTrials() {
        trials = version -> CompletableFuture.completedFuture(PASSED);
    }

    /** What happens first when a version is to be activated, on the thread that asks; what it throws is the answer. */
    public void beforeActivation(Consumer<FunctionVersion> what) {
        activations = what;
    }

    /** From now on a function is reported so. */
    public void report(FunctionName function, FunctionReport report) {
        reports.put(function, report);
    }

    /** From now on there is nothing to report about a function. */
    public void forget(FunctionName function) {
        reports.remove(function);
    }

    /** What was asked for, in order, as in {@code trial hello@1}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** Forgets what was asked for and reported, and passes trials. */
    public void reset() {
        asked.clear();
        reports.clear();
        passTrials();
    }

    @Override
    public Backlog backlog(FunctionName function) {
        return calls -> asked.add("backlog " + function + " " + calls);
    }

    @Override
    public CompletionStage<Trial> trial(FunctionVersion version) {
        asked.add("trial " + version.label());
        return trials.apply(version);
    }

    @Override
    public void abandonTrial(FunctionVersion version) {
        asked.add("abandon " + version.label());
    }

    @Override
    public Slots activate(FunctionVersion version) {
        activations.accept(version);
        asked.add("activate " + version.label());
        return FakeFunctionPools::refuse;
    }

    private static SlotTicket refuse(Terms terms, SlotWaiter waiter) {
        waiter.refused(
                new Outcome.Rejected(RejectReason.START_TIMEOUT, "these pools have no runners", Duration.ofSeconds(1)),
                Timings.NONE);
        return () -> {};
    }

    @Override
    public Slots bind(FunctionVersion version) {
        asked.add("bind " + version.label());
        return FakeFunctionPools::refuse;
    }

    @Override
    public void unbind(FunctionVersion version) {
        asked.add("unbind " + version.label());
    }

    @Override
    public void recycle(FunctionVersion version) {
        asked.add("recycle " + version.label());
    }

    @Override
    public void remove(FunctionName function) {
        asked.add("remove " + function);
    }

    @Override
    public void recycle(FunctionName function) {
        asked.add("recycle " + function);
    }

    @Override
    public Optional<FunctionReport> report(FunctionName function) {
        return Optional.ofNullable(reports.get(function));
    }

    @Override
    public PoolReport report() {
        return new PoolReport(List.of(), reports);
    }

    @Override
    public CompletionStage<Void> shutdown(Duration grace) {
        return CompletableFuture.completedFuture(null);
    }
}
