package dev.sluice.gateway.observe.metrics;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Counts calls by function. A function that is not called costs nothing; the first {@code maxFunctions} that are have
 * series of their own, the rest share {@code _other}. Calls of functions that do not exist are under {@code _unknown}, so
 * that callers cannot make series. Thread-safe; nothing in it blocks.
 */
final class CallMetrics implements Consumer<InvocationRecord> {

    static final String UNKNOWN = "_unknown";

    private final int maxFunctions;
    private final Predicate<FunctionName> exists;
    private final ConcurrentHashMap<FunctionName, FunctionSeries> series = new ConcurrentHashMap<>();
    private final FunctionSeries other = new FunctionSeries(ReasonCounters.OTHER);
    private final FunctionSeries unknown = new FunctionSeries(UNKNOWN);

    CallMetrics(int maxFunctions, Predicate<FunctionName> exists) {
        this.maxFunctions = maxFunctions;
        this.exists = exists;
    }

    @Override
    public void accept(InvocationRecord call) {
        if (call.outcome() instanceof Outcome.NoSuchFunction) {
            unknown.count(call);
        } else {
            of(call.invocation().function()).count(call);
        }
    }

    /** The series that count for a function: its own, or those of all others. */
    FunctionSeries of(FunctionName function) {
        FunctionSeries own = series.get(function);
        return own == null ? admit(function) : own;
    }

    /** Drops the series of a function that was removed. */
    void forget(FunctionName function) {
        series.remove(function);
    }

    /** All series there are, in order of their names. */
    List<FunctionSeries> all() {
        List<FunctionSeries> all = new ArrayList<>();
        series.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> all.add(entry.getValue()));
        all.add(other);
        all.add(unknown);
        return all;
    }

    private FunctionSeries admit(FunctionName function) {
        if (series.size() >= maxFunctions || !exists.test(function)) {
            return other;
        }
        FunctionSeries own = series.computeIfAbsent(function, name -> new FunctionSeries(name.value()));
        // It may have been removed between the question and the answer.
        if (!exists.test(function)) {
            forget(function);
        }
        return own;
    }
}
