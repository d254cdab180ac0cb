package dev.sluice.core.invocation;

import dev.sluice.core.event.MalformedEventException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Values of attributes as header fields have them (HTTP protocol binding 1.0.2 of CloudEvents, 3.1.3.2). */
final class PercentText {

    private PercentText() {}

    /** Blanks, quotes, percent signs and all that is not visible ASCII are encoded, in UTF-8. */
    static String encoded(String value) {
        if (value.chars().allMatch(PercentText::isPlain)) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(b)) {
                text.append((char) b);
            } else {
                text.append('%')
                        .append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
        return text.toString();
    }

    private static boolean isPlain(int c) {
        return c > ' ' && c < 0x7F && c != '"' && c != '%';
    }

    /**
     * What a field means, whose characters are the bytes that came. Senders that encode nothing are understood too: a percent sign
     * without two hexadecimal digits stands for itself, and bytes above ASCII that are not UTF-8 are Latin-1.
     *
     * @throws MalformedEventException if what is encoded is not UTF-8
     */
    static String decoded(String name, String field) throws MalformedEventException {
        String value = unquoted(field);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
        boolean encoded = false;
        boolean raw = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            int code = c == '%' ? hex(value, i + 1) : -1;
            encoded |= code > 0x7F;
            raw |= c > 0x7F;
            bytes.write(code >= 0 ? code : c);
            i += code >= 0 ? 2 : 0;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            if (raw && !encoded) {
                return bytes.toString(StandardCharsets.ISO_8859_1);
            }
            throw new MalformedEventException("'" + name + "' is encoded with percent signs, but not as UTF-8");
        }
    }

    private static int hex(String text, int at) {
        if (at + 2 > text.length() || text.charAt(at) > 0x7F || text.charAt(at + 1) > 0x7F) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    /** A quoted string (RFC 9110, 5.6.4) without its quotes and backslashes. */
    private static String unquoted(String field) {
        if (field.length() < 2 || !field.startsWith("\"") || !field.endsWith("\"")) {
            return field;
        }
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 1; i < field.length() - 1; i++) {
            char c = field.charAt(i);
            text.append(c == '\\' && i + 1 < field.length() - 1 ? field.charAt(++i) : c);
        }
        return text.toString();
    }
}
