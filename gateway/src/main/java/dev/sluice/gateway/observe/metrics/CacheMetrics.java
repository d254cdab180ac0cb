package dev.sluice.gateway.observe.metrics;

import dev.sluice.decorators.cache.shard.LinkReport;
import dev.sluice.gateway.cache.CacheProcesses;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.function.Supplier;

/** How the processes of sharded caches stand, as this gateway sees them, asked once per scrape. */
public final class CacheMetrics extends Collector implements Collector.Describable {

    private static final String[] SHARD = {"function", "shard", "replica"};

    private final Supplier<List<CacheProcesses.Standing>> report;

    public CacheMetrics(Supplier<List<CacheProcesses.Standing>> report) {
        this.report = report;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        MetricFamily up = MetricFamily.gauge(
                "sluice_cache_shard_up", "Whether the process of a sharded cache is connected.", SHARD);
        MetricFamily keys = MetricFamily.gauge("sluice_cache_shard_keys", "Keys that it has answers of.", SHARD);
        MetricFamily bytes = MetricFamily.gauge("sluice_cache_shard_bytes", "What these answers take.", SHARD);
        MetricFamily asked = MetricFamily.counter(
                "sluice_cache_shard_asked_total",
                "Answers that calls of this gateway asked it for.",
                "function",
                "shard",
                "replica",
                "result");
        MetricFamily ended = MetricFamily.counter("sluice_cache_shard_ended_total", "How often it was lost.", SHARD);
        for (CacheProcesses.Standing standing : report.get()) {
            LinkReport link = standing.link();
            String[] shard = {
                standing.function().value(), Integer.toString(link.shard()), Integer.toString(link.replica())
            };
            up.add(link.state() == LinkReport.State.CONNECTED ? 1 : 0, shard);
            link.kept().ifPresent(kept -> {
                keys.add(kept.keys(), shard);
                bytes.add(kept.bytes(), shard);
            });
            asked.add(link.hits(), shard[0], shard[1], shard[2], "hit");
            asked.add(link.misses(), shard[0], shard[1], shard[2], "miss");
            asked.add(link.away(), shard[0], shard[1], shard[2], "away");
            ended.add(link.ended(), shard);
        }
        return List.of(up.samples(), keys.samples(), bytes.samples(), asked.samples(), ended.samples());
    }

    /** Nothing, so that registering asks for no report. */
    @Override
    public List<MetricFamilySamples> describe() {
        return List.of();
    }
}
