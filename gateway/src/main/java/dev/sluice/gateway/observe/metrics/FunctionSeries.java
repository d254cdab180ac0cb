package dev.sluice.gateway.observe.metrics;

import dev.sluice.core.decorator.DecoratorEvent;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one function; about 1 KB. Thread-safe, without locks. */
final class FunctionSeries {

    private static final int MAX_ENDS = 64;
    private static final End OTHER_END = new End(ReasonCounters.OTHER, ReasonCounters.OTHER);

    /** There are at most 32 decorators, and each does few of some twenty things. */
    private static final int MAX_DEEDS = 128;

    private static final Deed OTHER_DEED = new Deed(ReasonCounters.OTHER, ReasonCounters.OTHER);

    private final String label;
    private final LongAdder succeeded = new LongAdder();
    private final ConcurrentHashMap<End, LongAdder> ends = new ConcurrentHashMap<>();
    private final LongAdder[] statuses = new LongAdder[6];
    private final Histogram durations = new Histogram();
    private final LongAdder runNanos = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder crashes = new LongAdder();
    private final ConcurrentHashMap<Deed, LongAdder> deeds = new ConcurrentHashMap<>();
    private final LazyHistogram waits = new LazyHistogram();
    private final LazyHistogram coldStarts = new LazyHistogram();

    /** How calls end, other than well. */
    record End(String outcome, String reason) {}

    /** What decorators of one kind did. */
    record Deed(String decorator, String event) {}

    FunctionSeries(String label) {
        this.label = label;
        for (int i = 0; i < statuses.length; i++) {
            statuses[i] = new LongAdder();
        }
    }

    void count(InvocationRecord call) {
        Outcome outcome = call.outcome();
        if (outcome instanceof Outcome.Succeeded) {
            succeeded.increment();
        } else {
            count(ends, new End(outcome.word(), outcome.reasonWord()), OTHER_END, MAX_ENDS);
        }
        int status = call.status() / 100;
        statuses[status < statuses.length ? status : 0].increment();
        bytesIn.add(call.bytesIn());
        bytesOut.add(call.bytesOut());
        if (!call.instance().isEmpty()) {
            durations.observe(call.totalNanos());
            runNanos.add(call.timings().run());
        }
        if (call.timings().queued() > 0) {
            waits.observe(call.timings().queued());
        }
        if (call.timings().coldStart()) {
            coldStarts.observe(call.timings().cold());
        }
    }

    void decorated(DecoratorEvent event) {
        count(deeds, new Deed(event.decorator(), event.what().word()), OTHER_DEED, MAX_DEEDS);
    }

    Map<Deed, LongAdder> deeds() {
        return deeds;
    }

    void crashed() {
        crashes.increment();
    }

    String label() {
        return label;
    }

    long succeeded() {
        return succeeded.sum();
    }

    Map<End, LongAdder> ends() {
        return ends;
    }

    /** How many callers were told a status of this hundred; 0 stands for callers that had gone. */
    long told(int hundred) {
        return statuses[hundred].sum();
    }

    Histogram durations() {
        return durations;
    }

    double runSeconds() {
        return runNanos.sum() / 1e9;
    }

    long bytesIn() {
        return bytesIn.sum();
    }

    long bytesOut() {
        return bytesOut.sum();
    }

    long crashes() {
        return crashes.sum();
    }

    Optional<Histogram> waits() {
        return waits.histogram();
    }

    Optional<Histogram> coldStarts() {
        return coldStarts.histogram();
    }

    /** Counts under {@code key}, or under {@code other} when there are as many keys as may be. */
    private static <K> void count(ConcurrentHashMap<K, LongAdder> counters, K key, K other, int most) {
        LongAdder counter = counters.get(key);
        if (counter == null) {
            K place = counters.size() < most ? key : other;
            counter = counters.computeIfAbsent(place, name -> new LongAdder());
        }
        counter.increment();
    }
}
