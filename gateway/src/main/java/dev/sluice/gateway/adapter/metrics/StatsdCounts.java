package dev.sluice.gateway.adapter.metrics;

import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Adds up packets of StatsD: lines {@code name:value|type}, with {@code |@rate} and {@code |#tag:value,…} after it; types {@code c}
 * (counter), {@code g} (gauge, with a sign a change of it), {@code ms}, {@code h} and {@code d} (summary; {@code ms} in seconds).
 * Thread-safe.
 */
final class StatsdCounts {

    private final int mostSeries;
    private final Map<Key, double[]> values = new LinkedHashMap<>();
    private final Map<String, Collector.Type> types = new LinkedHashMap<>();

    private record Key(String name, SortedMap<String, String> tags) {}

    StatsdCounts(int mostSeries) {
        this.mostSeries = mostSeries;
    }

    /** Takes a line; throws {@link IllegalArgumentException} with a clause for one that cannot be counted. */
    void take(String line) {
        int colon = line.indexOf(':');
        String[] parts = colon < 1 ? new String[0] : line.substring(colon + 1).split("\\|", -1);
        if (parts.length < 2) {
            throw new IllegalArgumentException("it is not of the form name:value|type");
        }
        double rate = 1;
        SortedMap<String, String> tags = new TreeMap<>();
        for (int i = 2; i < parts.length; i++) {
            if (parts[i].startsWith("@")) {
                rate = number(parts[i].substring(1));
            } else if (parts[i].startsWith("#")) {
                tags(parts[i].substring(1), tags);
            }
        }
        if (!(rate > 0 && rate <= 1)) {
            throw new IllegalArgumentException("its rate is not between 0 and 1");
        }
        add(line.substring(0, colon), parts[0], parts[1], rate, tags);
    }

    private static void tags(String written, SortedMap<String, String> tags) {
        for (String tag : written.split(",")) {
            int colon = tag.indexOf(':');
            String name = colon < 0 ? tag : tag.substring(0, colon);
            String value = colon < 0 ? "" : tag.substring(colon + 1);
            if (value.length() > Family.MOST_LABEL_CHARS) {
                throw new IllegalArgumentException(
                        "the value of a tag is longer than " + Family.MOST_LABEL_CHARS + " characters");
            }
            MetricNames.label(name).ifPresent(label -> tags.put(label, value));
        }
        if (tags.size() > Family.MOST_LABELS) {
            throw new IllegalArgumentException("it has more than " + Family.MOST_LABELS + " tags");
        }
    }

    private void add(String written, String text, String type, double rate, SortedMap<String, String> tags) {
        boolean signed = text.startsWith("+") || text.startsWith("-");
        double value = number(text);
        String suffix = type.equals("ms") ? "_seconds" : "";
        String name = MetricNames.metric(written)
                        .orElseThrow(() -> new IllegalArgumentException("its name cannot be one of a metric"))
                + suffix;
        switch (type) {
            case "c" -> {
                if (value < 0) {
                    throw new IllegalArgumentException("a counter does not go down");
                }
                add(
                        name.endsWith("_total") ? name.substring(0, name.length() - 6) : name,
                        Collector.Type.COUNTER,
                        tags,
                        value / rate,
                        0,
                        true);
            }
            case "g" -> add(name, Collector.Type.GAUGE, tags, value, 0, signed);
            case "ms" -> add(name, Collector.Type.SUMMARY, tags, value / 1e3 / rate, 1 / rate, true);
            case "h", "d" -> add(name, Collector.Type.SUMMARY, tags, value / rate, 1 / rate, true);
            default ->
                throw new IllegalArgumentException("there is no type '" + type + "': c, g, ms, h and d are counted");
        }
    }

    private synchronized void add(
            String name,
            Collector.Type type,
            SortedMap<String, String> tags,
            double value,
            double count,
            boolean adds) {
        Collector.Type known = types.get(name);
        if (known != null && known != type) {
            throw new IllegalArgumentException(
                    "the metric " + name + " is a " + word(known) + " already, and cannot be a " + word(type) + " too");
        }
        Key key = new Key(name, tags);
        if (!values.containsKey(key) && values.size() >= mostSeries) {
            throw new IllegalArgumentException(
                    "there are " + mostSeries + " series already, which is the most that one instance may have");
        }
        types.put(name, type);
        double[] sums = values.computeIfAbsent(key, each -> new double[2]);
        sums[0] = adds ? sums[0] + value : value;
        sums[1] += count;
    }

    private static String word(Collector.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static double number(String text) {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text.substring(0, Math.min(text.length(), 40)) + "' is no number", e);
        }
        throw new IllegalArgumentException("it is no finite number");
    }

    /** What was counted so far. */
    synchronized List<Family> families() {
        Map<String, List<Family.Series>> series = new LinkedHashMap<>();
        values.forEach((key, sums) -> {
            List<Family.Series> all = series.computeIfAbsent(key.name(), name -> new ArrayList<>());
            if (types.get(key.name()) == Collector.Type.SUMMARY) {
                all.add(new Family.Series("_count", key.tags(), sums[1]));
                all.add(new Family.Series("_sum", key.tags(), sums[0]));
            } else {
                all.add(new Family.Series("", key.tags(), sums[0]));
            }
        });
        List<Family> families = new ArrayList<>();
        types.forEach((name, type) ->
                families.add(new Family(name, type, "Told by StatsD.", series.getOrDefault(name, List.of()))));
        return families;
    }
}
