package dev.sluice.decorators.cors;

import java.util.Locale;
import java.util.regex.Pattern;

/** Where pages come from (RFC 6454): scheme, host and port; all hosts below one; or any. */
public record Origin(String text) {

    private static final Pattern FORM =
            Pattern.compile("\\*|https?://(\\*\\.)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:\\d{1,5})?");

    static final Origin ANY = new Origin("*");

    public Origin {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is no origin: write scheme, host and port and nothing else, as in https://app.example.org");
        }
    }

    boolean covers(String origin) {
        String other = origin.toLowerCase(Locale.ROOT);
        int star = text.indexOf('*');
        if (this.equals(ANY) || star < 0) {
            return star == 0 || text.equals(other);
        }
        String end = text.substring(star + 1);
        return other.length() > text.length() - 1
                && other.startsWith(text.substring(0, star))
                && other.endsWith(end)
                && other.substring(star, other.length() - end.length()).matches("[a-z0-9.-]+");
    }
}
