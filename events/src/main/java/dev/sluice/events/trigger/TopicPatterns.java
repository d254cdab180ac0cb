package dev.sluice.events.trigger;

import dev.sluice.core.function.Namespace;
import java.util.regex.Pattern;

/** Patterns of the names of topics in a namespace, as expressions for Kafka's names. */
final class TopicPatterns {

    /** How many {@code *} there may be: matching takes longer with each of them. */
    static final int MOST_STARS = 3;

    private TopicPatterns() {}

    static boolean hasTooManyStars(String pattern) {
        return pattern.chars().filter(c -> c == '*').count() > MOST_STARS;
    }

    /** {@code prefix}: of the platform's own topics, which no pattern finds. */
    static Pattern of(Namespace namespace, String pattern, String prefix) {
        StringBuilder expression = new StringBuilder();
        if (namespace.isDefault()) {
            expression.append("(?!__|").append(Pattern.quote(prefix)).append(")(?!.*\\.\\.)");
        } else {
            expression.append(Pattern.quote(namespace + "..")).append("(?!__)(?!.*\\.\\.)");
        }
        boolean first = true;
        for (String literal : pattern.split("\\*", -1)) {
            expression.append(first ? "" : ".*").append(literal.isEmpty() ? "" : Pattern.quote(literal));
            first = false;
        }
        return Pattern.compile(expression.toString());
    }
}
