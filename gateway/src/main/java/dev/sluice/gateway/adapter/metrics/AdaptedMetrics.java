package dev.sluice.gateway.adapter.metrics;

import dev.sluice.core.adapter.MetricsAdapter;
import dev.sluice.core.adapter.Place;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.runners.sidecar.HealthParts;
import io.prometheus.client.Collector;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What instances with adapters for it measure, to be registered with the Prometheus registry that the platform's own metrics go to.
 * Series are there as long as their instance. Thread-safe.
 */
public final class AdaptedMetrics extends Collector implements Collector.Describable {

    /** How long one answer with metrics may take. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Consumer<LogLine> log;
    private final Duration patience;
    private final Map<RunnerId, Measured> instances = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();

    /** @param log takes sentences about what is left out, for the function's author */
    public AdaptedMetrics(Consumer<LogLine> log) {
        this(log, PATIENCE);
    }

    AdaptedMetrics(Consumer<LogLine> log, Duration patience) {
        this.log = log;
        this.patience = patience;
    }

    /** One instance. */
    private final class Measured {

        /** Different sentences that one instance may be told. */
        private static final int MOST_TOLD = 20;

        /** Characters that one may have: programs answer with anything, and parts of it are in them. */
        private static final int MOST_CHARS = 500;

        private final long order = number.incrementAndGet();
        private final FunctionVersion version;
        private final RunnerId instance;
        private final List<Source> sources = new CopyOnWriteArrayList<>();
        private final Set<String> told = ConcurrentHashMap.newKeySet();

        Measured(FunctionVersion version, RunnerId instance) {
            this.version = version;
            this.instance = instance;
        }

        /** Each sentence once. */
        void tell(String whole) {
            String sentence = whole.length() > MOST_CHARS ? whole.substring(0, MOST_CHARS) + "…" : whole;
            if (told.size() < MOST_TOLD && told.add(sentence)) {
                log.accept(new LogLine(
                        version.function().value(),
                        version.number(),
                        instance,
                        "",
                        LogSource.WARN,
                        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
                        "[sluice] " + sentence));
            }
        }

        SortedMap<String, String> labels(String program) {
            SortedMap<String, String> labels = new TreeMap<>(Map.of(
                    "function", version.function().name(),
                    "namespace", version.function().namespace().value(),
                    "instance", instance.value()));
            if (!program.isEmpty()) {
                labels.put("program", program);
            }
            return labels;
        }
    }

    /** Opens what an instance may tell its measures to, and answers the variables that it is told. */
    public Map<String, String> open(FunctionVersion version, RunnerId instance, List<MetricsAdapter> adapters) {
        if (adapters.isEmpty()) {
            return Map.of();
        }
        Measured measured = instances.computeIfAbsent(instance, id -> new Measured(version, id));
        Map<String, String> variables = new LinkedHashMap<>();
        for (MetricsAdapter adapter : adapters) {
            if (adapter instanceof MetricsAdapter.Statsd(String host, String port)) {
                StatsdSource source = StatsdSource.open(measured::tell);
                measured.sources.add(source);
                variables.put(host, "127.0.0.1");
                variables.put(port, Integer.toString(source.port()));
            }
        }
        return variables;
    }

    /**
     * Begins to ask an instance for what it measures.
     *
     * @param environment what it was told, its addresses among it
     */
    public void ask(RunnerId instance, List<MetricsAdapter> adapters, Map<String, String> environment) {
        Measured measured = instances.get(instance);
        if (measured == null) {
            return;
        }
        for (MetricsAdapter adapter : adapters) {
            switch (adapter) {
                case MetricsAdapter.Prometheus(Place at, String path, Duration interval) ->
                    ask(measured, at.sidecar(), scrape(at, path, environment), interval, PrometheusText::parse);
                case MetricsAdapter.Json(Place at, String path, Duration interval) ->
                    ask(measured, at.sidecar(), scrape(at, path, environment), interval, JsonNumbers::parse);
                case MetricsAdapter.Statsd _ -> {}
            }
        }
        if (instances.get(instance) != measured) {
            measured.sources.forEach(Source::close);
        }
    }

    private Scrape scrape(Place at, String path, Map<String, String> environment) {
        return new Scrape(HealthParts.address(at, environment), path, patience);
    }

    private static void ask(
            Measured measured,
            Optional<String> sidecar,
            Scrape scrape,
            Duration interval,
            Function<String, List<Family>> parser) {
        measured.sources.add(new ScrapedSource(sidecar.orElse(""), scrape, interval, parser, measured::tell));
    }

    /** The instance has ended: its series go. */
    public void ended(RunnerId instance) {
        Measured measured = instances.remove(instance);
        if (measured != null) {
            measured.sources.forEach(Source::close);
        }
    }

    @Override
    public List<MetricFamilySamples> collect() {
        MergedFamilies merged = new MergedFamilies();
        instances.values().stream()
                .sorted(Comparator.comparingLong(measured -> measured.order))
                .forEach(measured -> measured.sources.forEach(source -> {
                    SortedMap<String, String> labels = measured.labels(source.program());
                    source.families()
                            .forEach(family -> merged.add(family, labels).ifPresent(measured::tell));
                }));
        return merged.samples();
    }

    /** Nothing: what there is depends on functions. */
    @Override
    public List<MetricFamilySamples> describe() {
        return List.of();
    }
}
