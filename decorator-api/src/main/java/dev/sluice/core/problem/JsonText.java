package dev.sluice.core.problem;

import dev.sluice.core.json.JsonStrings;

/**
 * Writes JSON (RFC 8259) as text, member by member, with nothing in between: for answers that are made often or when
 * memory is short. Puts commas where they belong; that objects and arrays nest well is the caller's part.
 */
public final class JsonText {

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
        JsonStrings.quote(text, name);
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
        JsonStrings.quote(text, value);
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
}
