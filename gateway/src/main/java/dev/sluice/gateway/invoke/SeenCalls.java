package dev.sluice.gateway.invoke;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Invocation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Which functions called which, as the chains of the calls say, since this gateway started. Knows 10,000 ways from one function to
 * another, some 2 MB; calls on further ones are counted together. Thread-safe.
 */
public final class SeenCalls {

    private static final int MOST = 10_000;

    private final InstantSource clock;
    private final Instant since;
    private final Map<Way, Count> counts = new ConcurrentHashMap<>();
    private final LongAdder leftOut = new LongAdder();

    private record Way(String from, String to, EntryPoint entryPoint) {}

    private static final class Count {

        private final LongAdder calls = new LongAdder();
        private volatile long last;
    }

    /**
     * Calls of one function by another.
     *
     * @param last when the last one ended
     */
    public record Seen(FunctionName from, FunctionName to, EntryPoint entryPoint, long calls, Instant last) {}

    public SeenCalls(InstantSource clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    /** A call is over. Costs next to nothing if no function made it. */
    public void saw(Invocation invocation) {
        List<String> chain = invocation.terms().chain();
        if (chain.size() < 2) {
            return;
        }
        Way way = new Way(
                chain.get(chain.size() - 2),
                invocation.function().value(),
                invocation.terms().entryPoint());
        Count known = counts.get(way);
        if (known == null) {
            if (counts.size() >= MOST) {
                leftOut.increment();
                return;
            }
            known = counts.computeIfAbsent(way, _ -> new Count());
        }
        known.calls.increment();
        known.last = clock.millis();
    }

    /** What was seen among the functions of a namespace, in order. */
    public List<Seen> in(Namespace namespace) {
        return counts.entrySet().stream()
                .flatMap(each -> FunctionName.ofValue(each.getKey().from()).stream()
                        .flatMap(from -> FunctionName.ofValue(each.getKey().to()).stream()
                                .map(to -> seen(from, to, each.getKey().entryPoint(), each.getValue()))))
                .filter(seen -> seen.from().namespace().equals(namespace)
                        && seen.to().namespace().equals(namespace))
                .sorted(Comparator.comparing((Seen seen) -> seen.from().name())
                        .thenComparing(seen -> seen.to().name())
                        .thenComparing(Seen::entryPoint))
                .toList();
    }

    private static Seen seen(FunctionName from, FunctionName to, EntryPoint entryPoint, Count count) {
        return new Seen(from, to, entryPoint, count.calls.sum(), Instant.ofEpochMilli(count.last));
    }

    /** Calls on ways of which there were too many. */
    public long leftOut() {
        return leftOut.sum();
    }

    /** Since when it counts. */
    public Instant since() {
        return since;
    }
}
