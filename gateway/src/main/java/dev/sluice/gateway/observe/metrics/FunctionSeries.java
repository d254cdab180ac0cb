package dev.sluice.gateway.observe.metrics;

import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one function; about 1 KB. Thread-safe, without locks. */
final class FunctionSeries {

    private static final int MAX_ENDS = 64;
    private static final End OTHER_END = new End(Words.OTHER, Words.OTHER);

    private final String label;
    private final LongAdder succeeded = new LongAdder();
    private final ConcurrentHashMap<End, LongAdder> ends = new ConcurrentHashMap<>();
    private final LongAdder[] statuses = new LongAdder[6];
    private final Histogram durations = new Histogram();
    private final LongAdder runNanos = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder crashes = new LongAdder();
    private final LazyHistogram waits = new LazyHistogram();
    private final LazyHistogram coldStarts = new LazyHistogram();

    /** How calls end, other than well. */
    record End(String outcome, String reason) {}

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
            failed(new End(outcome.word(), outcome.reasonWord()));
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

    private void failed(End end) {
        LongAdder counter = ends.get(end);
        if (counter == null) {
            End place = ends.size() < MAX_ENDS ? end : OTHER_END;
            counter = ends.computeIfAbsent(place, name -> new LongAdder());
        }
        counter.increment();
    }
}
