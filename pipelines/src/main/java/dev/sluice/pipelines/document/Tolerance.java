package dev.sluice.pipelines.document;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many of those that are expected may be missing.
 *
 * @param number of them, or in the hundred
 * @param ofHundred whether it is a share
 */
public record Tolerance(BigDecimal number, boolean ofHundred) {

    /** What may be written, as people are told. */
    public static final String RULE = "a whole number of 0 to 1,000,000, or a share as in 5%";

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,7}(?:\\.\\d{1,3})?)(%?)");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

    public Tolerance {
        boolean good = ofHundred
                ? number.compareTo(HUNDRED) <= 0
                : number.compareTo(MOST) <= 0 && number.stripTrailingZeros().scale() <= 0;
        if (number.signum() < 0 || !good) {
            throw new IllegalArgumentException(
                    "'" + number + (ofHundred ? "%" : "") + "' cannot be tolerated: " + RULE);
        }
    }

    /** @throws IllegalArgumentException with a sentence, if it is none */
    public static Tolerance parse(String written) {
        Matcher matcher = WRITTEN.matcher(written);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + written + "' is no number of missing items: " + RULE);
        }
        return new Tolerance(new BigDecimal(matcher.group(1)), !matcher.group(2).isEmpty());
    }

    /** Whether so many may be missing of so many. */
    public boolean allows(long missing, long expected) {
        return ofHundred
                ? BigDecimal.valueOf(missing).multiply(HUNDRED).compareTo(number.multiply(BigDecimal.valueOf(expected)))
                        <= 0
                : BigDecimal.valueOf(missing).compareTo(number) <= 0;
    }

    @Override
    public String toString() {
        return number.toPlainString() + (ofHundred ? "%" : "");
    }
}
