package dev.sluice.gateway.adapter.logs;

import dev.sluice.core.protocol.Frame.LogSource;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words and numbers by which programs tell levels, as the four levels that the platform has. */
final class Levels {

    private static final String WORDS =
            "trace|debug|info|information|notice|warn|warning|error|severe|fatal|critical|panic";

    /** How far into a line its level is looked for. */
    private static final int LOOKED_AT = 100;

    /** In brackets or before a colon in any case, or in capitals as a word of its own. */
    private static final Pattern IN_TEXT = Pattern.compile("(?i:[\\[<(](?<bracketed>" + WORDS
            + ")[]>)])|(?i:\\b(?<before>" + WORDS + "):)|\\b(?<capitals>" + WORDS.toUpperCase(Locale.ROOT) + ")\\b");

    private Levels() {}

    /** What the value of a field means: a word, one of the letters D, I, W, E and F, or a number as Bunyan and Pino have it. */
    static Optional<LogSource> of(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "trace", "debug", "verbose", "fine", "finer", "finest", "config", "d", "10", "20" ->
                Optional.of(LogSource.DEBUG);
            case "info", "information", "notice", "i", "30" -> Optional.of(LogSource.INFO);
            case "warn", "warning", "w", "40" -> Optional.of(LogSource.WARN);
            case "error",
                    "err",
                    "severe",
                    "fatal",
                    "critical",
                    "crit",
                    "alert",
                    "emerg",
                    "panic",
                    "e",
                    "f",
                    "50",
                    "60" -> Optional.of(LogSource.ERROR);
            default -> Optional.empty();
        };
    }

    /** The level whose word stands near the beginning of a line. */
    static Optional<LogSource> in(String line) {
        Matcher matcher = IN_TEXT.matcher(line);
        matcher.region(0, Math.min(line.length(), LOOKED_AT));
        if (!matcher.find()) {
            return Optional.empty();
        }
        for (String group : new String[] {"bracketed", "before", "capitals"}) {
            if (matcher.group(group) != null) {
                return of(matcher.group(group));
            }
        }
        return Optional.empty();
    }
}
