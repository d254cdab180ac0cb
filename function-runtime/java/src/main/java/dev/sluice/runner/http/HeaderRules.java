package dev.sluice.runner.http;

import java.util.Locale;
import java.util.Set;

/** What a header that a function sets may be (RFC 9110, 5.1 and 5.5; hop-by-hop headers, 7.6.1). */
final class HeaderRules {

    private static final int MAX_CHARS = 32 * 1024;
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private HeaderRules() {}

    static void check(String name, String value) throws BadAnswerException {
        if (!isToken(name)) {
            throw new BadAnswerException("the header name '" + printable(name)
                    + "' is not allowed: letters, digits and " + TOKEN_MARKS + " make up a name");
        }
        if (HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
            throw new BadAnswerException("the header '" + name + "' is the platform's to set: leave it out");
        }
        if (value.length() > MAX_CHARS) {
            throw new BadAnswerException("the header '" + name + "' has " + value.length() + " characters: at most "
                    + MAX_CHARS + " are allowed");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7F || c > 0xFF) {
                throw new BadAnswerException(
                        "the value of the header '" + name + "' has a character that HTTP forbids: "
                                + String.format("U+%04X", (int) c) + " at position " + i);
            }
        }
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && TOKEN_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static String printable(String name) {
        StringBuilder text = new StringBuilder();
        name.chars().limit(80).forEach(c -> text.append(c < ' ' || c == 0x7F ? '?' : (char) c));
        return text.toString();
    }
}
