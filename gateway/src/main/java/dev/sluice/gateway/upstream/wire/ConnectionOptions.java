package dev.sluice.gateway.upstream.wire;

import dev.sluice.core.invocation.Headers;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a head says about its connection (RFC 9112, 9.6). */
final class ConnectionOptions {

    private static final Pattern TIMEOUT = Pattern.compile("(?:^|[,\\s])timeout=(\\d{1,6})(?:[,\\s]|$)");

    private ConnectionOptions() {}

    /** Whether a field Connection lists {@code option}, which is in lower case. */
    static boolean lists(Headers fields, String option) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.name(i).equalsIgnoreCase("connection") && lists(fields.value(i), option)) {
                return true;
            }
        }
        return false;
    }

    private static boolean lists(String value, String option) {
        if (value.equalsIgnoreCase(option)) {
            return true;
        }
        for (String each : value.split(",", -1)) {
            if (each.strip().equalsIgnoreCase(option)) {
                return true;
            }
        }
        return false;
    }

    /** How long the other side keeps the connection without a call, if it says so: {@code Keep-Alive: timeout=5}. */
    static Optional<Duration> keptFor(Headers fields) {
        return fields.first("keep-alive")
                .map(value -> TIMEOUT.matcher(value.toLowerCase(Locale.ROOT)))
                .filter(Matcher::find)
                .map(matcher -> Duration.ofSeconds(Long.parseLong(matcher.group(1))));
    }
}
