package dev.sluice.core.function;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an HTTP API stands.
 *
 * @param host in lower case; an IPv6 address in brackets
 * @param port 1 to 65535
 * @param path what the paths of calls are appended to, still percent-encoded; empty, or begins with {@code /} and does not
 *     end with it
 */
public record UpstreamUrl(boolean tls, String host, int port, String path) {

    public static final String RULE =
            "http:// or https:// with a host, maybe a port and a path, as in https://api.example.org/v1; at most 2048"
                    + " characters, without user, query and fragment";

    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?|\\[[0-9a-f:.]{2,45}]");

    /** Throws {@link IllegalArgumentException}, with {@link #RULE} in its message, for anything else. */
    public static UpstreamUrl parse(String text) {
        URI uri = uri(text);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        int port = uri.getPort() < 0 && !hasEmptyPort(uri) ? (tls ? 443 : 80) : uri.getPort();
        boolean good = (tls || scheme.equals("http"))
                && HOST.matcher(host).matches()
                && port >= 1
                && port <= 65_535
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
        if (!good) {
            throw refused(text, null);
        }
        return new UpstreamUrl(tls, host, port, String.valueOf(uri.getRawPath()).replaceFirst("/+$", ""));
    }

    private static IllegalArgumentException refused(String text, @Nullable Exception cause) {
        return new IllegalArgumentException("'" + TreeValues.shown(text) + "' cannot be an upstream: " + RULE, cause);
    }

    private static boolean hasEmptyPort(URI uri) {
        return uri.getRawAuthority().endsWith(":");
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            if (text.length() <= 2048 && uri.getRawAuthority() != null) {
                return uri;
            }
            throw refused(text, null);
        } catch (URISyntaxException e) {
            throw refused(text, e);
        }
    }

    /** The host, and the port unless it is the usual one: what stands in the field {@code Host}. */
    public String authority() {
        return port == (tls ? 443 : 80) ? host : host + ":" + port;
    }

    /** The host as sockets want it, an IPv6 address without brackets. */
    public String address() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + authority() + path;
    }
}
