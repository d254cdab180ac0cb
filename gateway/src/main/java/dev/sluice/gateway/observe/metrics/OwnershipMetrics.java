package dev.sluice.gateway.observe.metrics;

import dev.sluice.core.ownership.OwnedName.Sort;
import dev.sluice.core.ownership.OwnershipEvent;
import dev.sluice.core.ownership.Tended;
import io.prometheus.client.Collector;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What became of locks, semaphores, elections and shards at this gateway, counted as it happens, and how they stand, asked once per scrape.
 * Names are no labels, so there are as many series however much is owned.
 */
public final class OwnershipMetrics extends Collector implements Collector.Describable, OwnershipEvent.Listener {

    private static final String SORT = "sort";

    private final Supplier<List<Tended>> tended;
    private final Map<Sort, Counts> counts = new EnumMap<>(Sort.class);

    /** {@code tended}: what this gateway looks after. */
    public OwnershipMetrics(Supplier<List<Tended>> tended) {
        this.tended = tended;
        Stream.of(Sort.LOCK, Sort.SEMAPHORE, Sort.ELECTION, Sort.SHARD).forEach(sort -> counts.put(sort, new Counts()));
    }

    private record Counts(
            Histogram waits,
            Map<String, LongAdder> refused,
            LongAdder handedOver,
            LongAdder released,
            LongAdder expired,
            LongAdder lost) {

        Counts() {
            this(
                    new Histogram(),
                    new ConcurrentHashMap<>(),
                    new LongAdder(),
                    new LongAdder(),
                    new LongAdder(),
                    new LongAdder());
        }

        void count(OwnershipEvent event) {
            switch (event) {
                case OwnershipEvent.Granted(long nanos) -> waits.observe(nanos);
                case OwnershipEvent.Refused(String reason) ->
                    refused.computeIfAbsent(reason, _ -> new LongAdder()).increment();
                case OwnershipEvent.HandedOver() -> handedOver.increment();
                case OwnershipEvent.Released() -> released.increment();
                case OwnershipEvent.Expired() -> expired.increment();
                case OwnershipEvent.Lost() -> lost.increment();
            }
        }
    }

    @Override
    public void happened(Sort sort, OwnershipEvent event) {
        Objects.requireNonNull(counts.get(sort)).count(event);
    }

    @Override
    public List<MetricFamilySamples> collect() {
        MetricFamily held = MetricFamily.gauge(
                "sluice_ownership_held", "Holds that this gateway looks after: granted, renewed or wanted here.", SORT);
        MetricFamily waiting = MetricFamily.gauge("sluice_ownership_waiting", "Who waits at this gateway.", SORT);
        MetricFamily waits = MetricFamily.histogram(
                "sluice_ownership_wait_seconds", "From asking to holding, of who was granted it here.", SORT);
        MetricFamily refused = MetricFamily.counter(
                "sluice_ownership_refused_total", "Who asked here and did not get it.", SORT, "reason");
        MetricFamily handedOver = MetricFamily.counter(
                "sluice_ownership_hand_overs_total", "Grants by this gateway to who waited in the queue.", SORT);
        MetricFamily ended =
                MetricFamily.counter("sluice_ownership_ended_total", "Holds that this gateway ended.", SORT, "how");
        MetricFamily lost = MetricFamily.counter(
                "sluice_ownership_lost_total", "Renewals that came too late, as this gateway told.", SORT);
        List<Tended> now = tended.get();
        counts.forEach((sort, count) -> {
            String word = sort.word();
            List<Tended> of =
                    now.stream().filter(each -> each.name().sort() == sort).toList();
            held.add(of.stream().mapToInt(each -> each.holders().size()).sum(), word);
            waiting.add(of.stream().mapToInt(Tended::here).sum(), word);
            waits.add(count.waits(), word);
            count.refused().forEach((reason, number) -> refused.add(number.sum(), word, reason));
            handedOver.add(count.handedOver().sum(), word);
            ended.add(count.released().sum(), word, "released")
                    .add(count.expired().sum(), word, "expired");
            lost.add(count.lost().sum(), word);
        });
        return Stream.of(held, waiting, waits, refused, handedOver, ended, lost)
                .map(MetricFamily::samples)
                .toList();
    }

    /** Nothing, so that registering asks for no report. */
    @Override
    public List<MetricFamilySamples> describe() {
        return List.of();
    }
}
