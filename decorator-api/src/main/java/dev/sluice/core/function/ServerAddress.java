package dev.sluice.core.function;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server of another protocol than HTTP listens.
 *
 * @param host a name or an address, in lower case; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {

    /** What is allowed, for people. */
    public static final String RULE = "a host and a port, as in 10.0.0.1:6379, cache.example.org:6379 or [::1]:6379";

    private static final Pattern WRITTEN =
            Pattern.compile("([a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?|\\[[0-9a-f:.]{2,45}]):(\\d{1,5})");

    public ServerAddress {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
        }
    }

    /** Throws {@link IllegalArgumentException} with a sentence for anything else. */
    public static ServerAddress parse(String text) {
        Matcher written = WRITTEN.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!written.matches()) {
            throw new IllegalArgumentException("'" + TreeValues.shown(text) + "' is no address of a server: " + RULE);
        }
        String host = written.group(1);
        return new ServerAddress(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host, Integer.parseInt(written.group(3)));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
