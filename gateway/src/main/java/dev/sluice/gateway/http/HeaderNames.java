package dev.sluice.gateway.http;

import dev.sluice.decorators.twofactor.TwoFactorHeaders;

/** What the platform knows of header fields: which end here, and which it sets itself. */
public final class HeaderNames {

    private HeaderNames() {}

    /** Whether it belongs to one connection only (RFC 9110, 7.6.1), in either direction. */
    public static boolean isHopByHop(String name) {
        return switch (name.length()) {
            case 2 -> name.equalsIgnoreCase("te");
            case 7 -> name.equalsIgnoreCase("upgrade");
            case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
            case 14 -> name.equalsIgnoreCase("http2-settings");
            case 16 -> name.equalsIgnoreCase("proxy-connection");
            case 17 -> name.equalsIgnoreCase("transfer-encoding");
            case 18 -> name.equalsIgnoreCase("proxy-authenticate");
            case 19 -> name.equalsIgnoreCase("proxy-authorization");
            default -> false;
        };
    }

    /** Whether it tells where a request came from, which only a proxy that is trusted may say. */
    static boolean isForwarded(String name) {
        return name.length() == 9 && (name.equalsIgnoreCase("forwarded") || name.equalsIgnoreCase("x-real-ip"))
                || startsWith(name, "x-forwarded-");
    }

    /** Whether it is one of the platform's own, which nobody else may set; those of a second factor are its user's. */
    static boolean isOurs(String name) {
        return startsWith(name, "sluice-") && !TwoFactorHeaders.isOfUser(name);
    }

    static boolean isContentLength(String name) {
        return name.length() == 14 && name.equalsIgnoreCase("content-length");
    }

    /** Whether {@code list}, the value of a Connection field, names the field {@code name}. */
    public static boolean lists(String list, String name) {
        int from = 0;
        while (from <= list.length()) {
            int comma = list.indexOf(',', from);
            int to = comma < 0 ? list.length() : comma;
            if (list.substring(from, to).strip().equalsIgnoreCase(name)) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    private static boolean startsWith(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
