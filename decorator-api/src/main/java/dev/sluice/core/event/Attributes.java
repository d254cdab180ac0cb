package dev.sluice.core.event;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What CloudEvents 1.0.2 allows in attributes (sections 3 and 3.1). */
final class Attributes {

    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \\t]*(;.*)?");

    /** RFC 3339, 5.6; T and Z may be small. */
    private static final Pattern TIME = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d)[Tt]([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?([Zz]|[+-]([01]\\d|2[0-3]):[0-5]\\d)");

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
        Matcher time = TIME.matcher(value);
        if (!time.matches() || !isDate(time.group(1))) {
            throw new MalformedEventException(
                    "'" + name + "' is '" + value + "', which is not a time by RFC 3339, as in 2026-11-28T09:30:00Z");
        }
    }

    private static boolean isDate(String date) {
        try {
            LocalDate.parse(date);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
