package dev.sluice.gateway.adapter.metrics;

import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads Prometheus' text format 0.0.4, <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">as it is described</a>. */
final class PrometheusText {

    private final Map<String, Collector.Type> types = new LinkedHashMap<>();
    private final Map<String, String> helps = new LinkedHashMap<>();
    private final Map<String, List<Family.Series>> series = new LinkedHashMap<>();
    private String line = "";
    private int at;

    private PrometheusText() {}

    /** Throws {@link IllegalArgumentException} with a clause that says in which line something is wrong. */
    static List<Family> parse(String text) {
        PrometheusText reading = new PrometheusText();
        int number = 0;
        for (String each : text.split("\n", -1)) {
            number++;
            try {
                reading.read(each.strip());
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                String what = e instanceof IndexOutOfBoundsException ? "it ends too early" : e.getMessage();
                throw new IllegalArgumentException("line " + number + " is no Prometheus text: " + what, e);
            }
        }
        return reading.families();
    }

    private List<Family> families() {
        List<Family> families = new ArrayList<>();
        series.forEach((name, all) -> families.add(new Family(
                base(name), types.getOrDefault(name, Collector.Type.UNKNOWN), helps.getOrDefault(name, ""), all)));
        return families;
    }

    private String base(String name) {
        return types.get(name) == Collector.Type.COUNTER && name.endsWith("_total")
                ? name.substring(0, name.length() - "_total".length())
                : name;
    }

    private void read(String next) {
        line = next;
        at = 0;
        if (line.startsWith("#")) {
            comment();
        } else if (!line.isEmpty()) {
            sample();
        }
    }

    private void comment() {
        String[] words = line.split("[ \t]+", 4);
        if (words.length < 3 || !words[0].equals("#")) {
            return;
        }
        if (words[1].equals("TYPE")) {
            types.put(checked(words[2]), type(words.length == 4 ? words[3] : ""));
        } else if (words[1].equals("HELP") && words.length == 4) {
            helps.put(words[2], words[3].substring(0, Math.min(words[3].length(), Family.MOST_HELP)));
        }
    }

    private static Collector.Type type(String word) {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "counter" -> Collector.Type.COUNTER;
            case "gauge" -> Collector.Type.GAUGE;
            case "histogram" -> Collector.Type.HISTOGRAM;
            case "summary" -> Collector.Type.SUMMARY;
            case "untyped" -> Collector.Type.UNKNOWN;
            default -> throw new IllegalArgumentException("there is no type '" + word + "'");
        };
    }

    private static String checked(String name) {
        if (!MetricNames.isMetric(name)) {
            throw new IllegalArgumentException("a name that cannot be: " + shown(name));
        }
        return name;
    }

    private void sample() {
        int from = at;
        while (at < line.length() && "{ \t".indexOf(line.charAt(at)) < 0) {
            at++;
        }
        String name = checked(line.substring(from, at));
        skipBlanks();
        Map<String, String> labels = line.charAt(at) == '{' ? labels() : Map.of();
        skipBlanks();
        double value = value(line.substring(at).split("[ \t]+", 2)[0]);
        String family = family(name);
        series.computeIfAbsent(family, key -> new ArrayList<>())
                .add(Family.Series.of(name.substring(base(family).length()), labels, value));
    }

    /** The metric to which a sample belongs: of a histogram or a summary its name is longer. */
    private String family(String sample) {
        for (String suffix : new String[] {"_bucket", "_sum", "_count"}) {
            if (sample.endsWith(suffix)) {
                String name = sample.substring(0, sample.length() - suffix.length());
                Collector.Type type = types.get(name);
                if (type == Collector.Type.HISTOGRAM || type == Collector.Type.SUMMARY) {
                    return name;
                }
            }
        }
        return sample;
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        at++;
        skipBlanks();
        while (line.charAt(at) != '}') {
            int equals = line.indexOf('=', at);
            String name = line.substring(at, equals).strip();
            at = equals + 1;
            skipBlanks();
            if (labels.put(name, quoted()) != null) {
                throw new IllegalArgumentException("a label twice: " + shown(name));
            }
            skipBlanks();
            if (line.charAt(at) == ',') {
                at++;
                skipBlanks();
            }
        }
        at++;
        return labels;
    }

    private String quoted() {
        if (line.charAt(at) != '"') {
            throw new IllegalArgumentException("a label without quotes");
        }
        StringBuilder text = new StringBuilder();
        for (at++; line.charAt(at) != '"'; at++) {
            char c = line.charAt(at);
            if (c == '\\') {
                c = line.charAt(++at) == 'n' ? '\n' : line.charAt(at);
            }
            text.append(c);
        }
        at++;
        return text.toString();
    }

    private void skipBlanks() {
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
    }

    private static double value(String word) {
        return switch (word) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            case "NaN" -> Double.NaN;
            default -> {
                try {
                    yield Double.parseDouble(word);
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException("'" + shown(word) + "' is no number", e);
                }
            }
        };
    }

    private static String shown(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
