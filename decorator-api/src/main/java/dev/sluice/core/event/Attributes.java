package dev.sluice.core.event;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Month;
import java.time.Year;

/** What CloudEvents 1.0.2 allows in attributes (sections 3 and 3.1). */
final class Attributes {

    /** Besides letters and digits, what a token of HTTP has (RFC 9110, 5.6.2). */
    private static final String IN_TOKENS = "!#$%&'*+-.^_`|~";

    private Attributes() {}

    static void check(String name, String value) throws MalformedEventException {
        switch (name) {
            case "id", "type", "subject" -> checkFilled(name, value);
            case "source" -> checkReference(name, value);
            case "dataschema" -> checkUri(name, value);
            case "time" -> checkTime(name, value);
            case "specversion", "datacontenttype", "data" ->
                throw new MalformedEventException("'" + name + "' cannot be the name of an extension");
            default -> {
                if (!isName(name)) {
                    throw new MalformedEventException("'" + name
                            + "' cannot be the name of an attribute: names have lower-case letters and digits only");
                }
                checkText(name, value);
            }
        }
    }

    /** Lower-case letters and digits of ASCII. */
    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z' || isDigit(c))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static void checkText(String name, String value) throws MalformedEventException {
        for (int i = 0; i < value.length(); ) {
            if (isPlain(value.charAt(i))) {
                i++;
                continue;
            }
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

    /** Printable ASCII: nearly all of what attributes have. */
    private static boolean isPlain(char c) {
        return c >= 0x20 && c < 0x7F;
    }

    private static void checkFilled(String name, String value) throws MalformedEventException {
        if (value.isEmpty()) {
            throw new MalformedEventException("'" + name + "' is empty");
        }
        checkText(name, value);
    }

    private static void checkReference(String name, String value) throws MalformedEventException {
        uri(name, value, "a URI reference, as in /orders or https://shop.example/orders");
    }

    private static void checkUri(String name, String value) throws MalformedEventException {
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
        if (!isMediaType(value)) {
            throw new MalformedEventException(
                    "'" + name + "' is '" + value + "', which is not a media type, as in application/json");
        }
    }

    /** Two tokens with a slash between them, and after a semicolon whatever else. Without a pattern, as {@link #isTime} is. */
    private static boolean isMediaType(String text) {
        int slash = endOfToken(text, 0);
        if (slash == 0 || slash == text.length() || text.charAt(slash) != '/') {
            return false;
        }
        int end = endOfToken(text, slash + 1);
        if (end == slash + 1) {
            return false;
        }
        while (end < text.length() && text.charAt(end) == ' ') {
            end++;
        }
        return end == text.length() || text.charAt(end) == ';';
    }

    private static int endOfToken(String text, int from) {
        int end = from;
        while (end < text.length() && isInToken(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isInToken(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || IN_TOKENS.indexOf(c) >= 0;
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
