package dev.sluice.store.document;

import java.math.BigDecimal;

/** A number with an exponent that remembers how it was written: {@code 1e3} is a number, and {@code 1e3} as a text. */
final class WrittenDecimal extends BigDecimal {

    private static final long serialVersionUID = 1;

    private final String text;

    WrittenDecimal(String text) {
        super(text);
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public String toPlainString() {
        return text;
    }
}
