package dev.sluice.gateway.adapter.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The metrics of all instances, put together for one scrape: of each name one kind, and of each series one value. */
final class MergedFamilies {

    /** Series that functions may have at one gateway. */
    static final int MOST_SERIES = 20_000;

    private record Kind(String name, Collector.Type type) {}

    private record Told(String help, List<Sample> samples) {}

    private final Map<String, Kind> owners = new HashMap<>();
    private final Map<Kind, Told> families =
            new TreeMap<>((one, other) -> one.name().compareTo(other.name()));
    private final Set<List<Object>> known = new HashSet<>();

    /** Adds what one program told; answers why it is left out if it is, as a clause. */
    Optional<String> add(Family family, SortedMap<String, String> labels) {
        Kind kind = new Kind(MetricNames.PREFIX + family.name(), family.type());
        for (String name : names(kind)) {
            Kind owner = owners.get(name);
            if (owner != null && !owner.equals(kind)) {
                return Optional.of(
                        "the metric " + kind.name() + " is left out: it is a " + word(kind.type()) + " here, and "
                                + (owner.name().equals(kind.name()) ? "a " + word(owner.type()) : owner.name())
                                + " elsewhere, which was there before; give it another name");
            }
        }
        if (known.size() + family.series().size() > MOST_SERIES) {
            return Optional.of("the metric " + kind.name() + " is left out: functions have " + MOST_SERIES
                    + " series together, which is the most");
        }
        names(kind).forEach(name -> owners.put(name, kind));
        Told told = families.computeIfAbsent(kind, each -> new Told(family.help(), new ArrayList<>()));
        long twice = family.series().stream()
                .filter(series -> !add(kind, series, labels, told.samples()))
                .count();
        return twice == 0
                ? Optional.empty()
                : Optional.of("the metric " + kind.name() + " has a series twice, of which the first counts");
    }

    private boolean add(Kind kind, Family.Series series, SortedMap<String, String> labels, List<Sample> samples) {
        SortedMap<String, String> all = new TreeMap<>(series.labels());
        all.putAll(labels);
        String name = kind.name() + (kind.type() == Collector.Type.COUNTER ? "_total" : series.suffix());
        if (!known.add(List.of(name, all))) {
            return false;
        }
        return samples.add(new Sample(name, List.copyOf(all.keySet()), List.copyOf(all.values()), series.value()));
    }

    /** The names that samples of a metric have; no two metrics may have the same. */
    private static List<String> names(Kind kind) {
        String name = kind.name();
        return switch (kind.type()) {
            case COUNTER -> List.of(name, name + "_total");
            case HISTOGRAM -> List.of(name, name + "_bucket", name + "_sum", name + "_count");
            case SUMMARY -> List.of(name, name + "_sum", name + "_count");
            default -> List.of(name);
        };
    }

    private static String word(Collector.Type type) {
        return type == Collector.Type.UNKNOWN
                ? "metric of no type"
                : type.name().toLowerCase(Locale.ROOT);
    }

    List<MetricFamilySamples> samples() {
        List<MetricFamilySamples> all = new ArrayList<>();
        families.forEach((kind, told) ->
                all.add(new MetricFamilySamples(kind.name(), kind.type(), told.help(), told.samples())));
        return all;
    }
}
