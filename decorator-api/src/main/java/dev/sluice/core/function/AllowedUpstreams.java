package dev.sluice.core.function;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The hosts that functions may have as upstreams: names or addresses, {@code *.example.org} for all below one, {@code *} for
 * all, each maybe with a port. Compared as they are written, before any look-up of names.
 */
public record AllowedUpstreams(List<String> patterns) {

    private static final Pattern PATTERN = Pattern.compile("(\\*|(\\*\\.)?[a-z0-9._-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?");

    public static final AllowedUpstreams ALL = new AllowedUpstreams(List.of("*"));

    public AllowedUpstreams {
        patterns = patterns.stream()
                .map(pattern -> pattern.strip().toLowerCase(Locale.ROOT))
                .toList();
        patterns.stream()
                .filter(pattern -> !PATTERN.matcher(pattern).matches())
                .findFirst()
                .ifPresent(pattern -> {
                    throw new IllegalArgumentException("'" + pattern + "' is no pattern of hosts: write a host,"
                            + " *.example.org or *, maybe with a port, as in api.example.org:8443");
                });
    }

    public boolean allow(UpstreamUrl url) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, url));
    }

    private static boolean matches(String pattern, UpstreamUrl url) {
        int colon = pattern.lastIndexOf(':');
        boolean withPort = colon > pattern.lastIndexOf(']');
        if (withPort && Integer.parseInt(pattern.substring(colon + 1)) != url.port()) {
            return false;
        }
        String host = withPort ? pattern.substring(0, colon) : pattern;
        return host.equals("*")
                || host.equals(url.host())
                || host.startsWith("*.") && url.host().endsWith(host.substring(1));
    }

    @Override
    public String toString() {
        return patterns.isEmpty() ? "none" : String.join(", ", patterns);
    }
}
