package dev.sluice.core.problem;

/**
 * Writes JSON (RFC 8259) as text, member by member, with nothing in between: for answers that are made often or when
 * memory is short. Puts commas where they belong; that objects and arrays nest well is the caller's part.
 */
public final class JsonText {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder text;
    private boolean first = true;

    public JsonText() {
        this(new StringBuilder(512));
    }

    /** Appends to {@code text}, which may be used again for the next one. */
    public JsonText(StringBuilder text) {
        this.text = text;
    }

    /** Begins an object or an array as the next value: <code>{</code> or {@code [}. */
    public JsonText open(char bracket) {
        separate();
        text.append(bracket);
        first = true;
        return this;
    }

    public JsonText close(char bracket) {
        text.append(bracket);
        first = false;
        return this;
    }

    /** The name of the next member, whose value follows. */
    public JsonText name(String name) {
        separate();
        quote(name);
        text.append(':');
        first = true;
        return this;
    }

    public JsonText member(String name, String value) {
        return name(name).value(value);
    }

    public JsonText member(String name, long value) {
        return name(name).value(value);
    }

    public JsonText member(String name, boolean value) {
        name(name).separate();
        text.append(value);
        return this;
    }

    /** A member with up to three decimals, such as microseconds told as milliseconds; {@code value} is not negative. */
    public JsonText thousandths(String name, long value) {
        name(name).separate();
        text.append(value / 1000);
        long rest = value % 1000;
        if (rest != 0) {
            text.append('.').append((char) ('0' + rest / 100)).append((char) ('0' + rest / 10 % 10));
            text.append((char) ('0' + rest % 10));
        }
        return this;
    }

    public JsonText value(String value) {
        separate();
        quote(value);
        return this;
    }

    public JsonText value(long value) {
        separate();
        text.append(value);
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void separate() {
        if (!first) {
            text.append(',');
        }
        first = false;
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> plain(c, value, i);
            }
        }
        text.append('"');
    }

    private void plain(char c, String value, int at) {
        if (c < 0x20 || c == 0x7F || loneSurrogate(c, value, at)) {
            text.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]);
            text.append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
        } else {
            text.append(c);
        }
    }

    private static boolean loneSurrogate(char c, String value, int at) {
        if (Character.isHighSurrogate(c)) {
            return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
    }
}
