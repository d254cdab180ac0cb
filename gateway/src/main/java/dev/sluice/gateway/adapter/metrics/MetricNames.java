package dev.sluice.gateway.adapter.metrics;

import java.util.Optional;
import java.util.regex.Pattern;

/** The names of metrics and labels that come from functions, as Prometheus' data model has them. */
final class MetricNames {

    /** What stands before the name of each metric of a function: none of the platform's own begins so. */
    static final String PREFIX = "function_";

    /** Characters that a name may have. */
    static final int MOST_CHARS = 128;

    private static final Pattern METRIC = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]{0,127}");
    private static final Pattern LABEL = Pattern.compile("(?!__)[a-zA-Z_][a-zA-Z0-9_]{0,127}");
    private static final Pattern OTHERS = Pattern.compile("[^a-zA-Z0-9_]");

    private MetricNames() {}

    static boolean isMetric(String name) {
        return METRIC.matcher(name).matches();
    }

    static boolean isLabel(String name) {
        return LABEL.matcher(name).matches();
    }

    /** A name of another world with {@code _} for what Prometheus does not allow; empty if nothing of it is left, or too much. */
    static Optional<String> metric(String name) {
        String allowed = OTHERS.matcher(name).replaceAll("_");
        return allowed.isEmpty()
                        || allowed.length() > MOST_CHARS
                        || allowed.chars().allMatch(c -> c == '_')
                ? Optional.empty()
                : Optional.of(Character.isDigit(allowed.charAt(0)) ? "_" + allowed : allowed);
    }

    /** The same for a label; those that the platform sets itself stay apart. */
    static Optional<String> label(String name) {
        String allowed = OTHERS.matcher(name).replaceAll("_");
        return isLabel(allowed) ? Optional.of(own(allowed)) : Optional.empty();
    }

    /** A label that does not take the place of one of the platform's. */
    static String own(String label) {
        return switch (label) {
            case "function", "namespace", "instance", "program" -> "exported_" + label;
            default -> label;
        };
    }
}
