package dev.sluice.gateway.invoke;

/** What the platform knows of header fields: which end here, which it sets itself, and what HTTP allows in them. */
final class HeaderNames {

    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = '0'; c <= 'z'; c++) {
            TOKEN[c] = Character.isLetterOrDigit(c);
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private HeaderNames() {}

    /** Whether it belongs to one connection only (RFC 9110, 7.6.1), in either direction. */
    static boolean isHopByHop(String name) {
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

    /** Whether it is one of the platform's own, which nobody else may set. */
    static boolean isOurs(String name) {
        return startsWith(name, "sluice-");
    }

    static boolean isContentLength(String name) {
        return name.length() == 14 && name.equalsIgnoreCase("content-length");
    }

    /** Whether {@code list}, the value of a Connection field, names the field {@code name}. */
    static boolean lists(String list, String name) {
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

    /** RFC 9110, 5.1 and 5.6.2. */
    static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= TOKEN.length || !TOKEN[c]) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** RFC 9110, 5.5: no control characters but the tab, and, as HTTP/1.1 sends one byte for each, none above 255. */
    static boolean isFieldValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7F || c > 0xFF) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
