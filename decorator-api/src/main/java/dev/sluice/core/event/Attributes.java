package dev.sluice.core.event;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Month;
import java.time.Year;
import java.util.regex.Pattern;

/** What CloudEvents 1.0.2 allows in attributes (sections 3 and 3.1). */
final class Attributes {

    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \\t]*(;.*)?");

    private Attributes() {}

    /** Lower-case letters and digits of ASCII. */
    static boolean isName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9');
    }

    static void checkText(String name, String value) throws MalformedEventException {
        for (int i = 0; i < value.length(); ) {
            int c = value.codePointAt(i);
            boolean control = c < 0x20 || c >= 0x7F && c < 0xA0;
            boolean noCharacter = c >= 0xD800 && c <= 0xDFFF || c >= 0xFDD0 && c <= 0xFDEF || (c & 0xFFFE) == 0xFFFE;
            if (control || noCharacter) {
                throw new MalformedEventException(
                        "'%s' has the character U+%04X, which attributes must not have".formatted(name, c));
            }
            i += Character.charCount(c);
        }
    }

    static void checkFilled(String name, String value) throws MalformedEventException {
        if (value.isEmpty()) {
            throw new MalformedEventException("'" + name + "' is empty");
        }
        checkText(name, value);
    }

    static void checkReference(String name, String value) throws MalformedEventException {
        uri(name, value, "a URI reference, as in /orders or https://shop.example/orders");
    }

    static void checkUri(String name, String value) throws MalformedEventException {
        String wanted = "a whole URI, as in https://shop.example/schema";
        if (!uri(name, value, wanted).isAbsolute()) {
            throw new MalformedEventException("'" + name + "' is '" + value + "', which is not " + wanted);
        }
    }

    private static URI uri(String name, String value, String wanted) throws MalformedEventException {
        checkFilled(name, value);
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            throw new MalformedEventException("'" + name + "' is '" + value + "', which is not " + wanted);
        }
    }

    static void checkMediaType(String name, String value) throws MalformedEventException {
        checkFilled(name, value);
        if (!MEDIA_TYPE.matcher(value).matches()) {
            throw new MalformedEventException(
                    "'" + name + "' is '" + value + "', which is not a media type, as in application/json");
        }
    }

    static void checkTime(String name, String value) throws MalformedEventException {
        if (!isTime(value)) {
            throw new MalformedEventException(
                    "'" + name + "' is '" + value + "', which is not a time by RFC 3339, as in 2026-11-28T09:30:00Z");
        }
    }

    /** RFC 3339, 5.6; T and Z may be small. Without a pattern: each event that is read comes through here. */
    private static boolean isTime(String text) {
        if (text.length() < 20
                || !isDate(text)
                || Character.toUpperCase(text.charAt(10)) != 'T'
                || !isHour(text, 11)
                || text.charAt(16) != ':'
                || number(text, 17, 2) > 60) {
            return false;
        }
        int zone = 19;
        if (text.charAt(zone) == '.') {
            zone++;
            while (zone < text.length() && isDigit(text.charAt(zone))) {
                zone++;
            }
            if (zone == 20 || zone == text.length()) {
                return false;
            }
        }
        return switch (text.charAt(zone)) {
            case 'Z', 'z' -> text.length() == zone + 1;
            case '+', '-' -> text.length() == zone + 6 && isHour(text, zone + 1);
            default -> false;
        };
    }

    private static boolean isDate(String text) {
        int month = number(text, 5, 2);
        return text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && month >= 1
                && month <= 12
                && number(text, 0, 4) <= 9999
                && number(text, 8, 2) >= 1
                && number(text, 8, 2) <= Month.of(month).length(Year.isLeap(number(text, 0, 4)));
    }

    /** Hour and minute, {@code 09:30}. */
    private static boolean isHour(String text, int at) {
        return number(text, at, 2) <= 23 && text.charAt(at + 2) == ':' && number(text, at + 3, 2) <= 59;
    }

    /** The number in so many digits; a larger one than they could make if something else is among them. */
    private static int number(String text, int at, int digits) {
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            if (!isDigit(text.charAt(i))) {
                return Integer.MAX_VALUE;
            }
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
