package dev.sluice.core.invocation;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The id of one invocation: a ULID, 26 characters of Crockford's base 32, 48 bits of milliseconds and 80 random bits, so
 * that ids sort by time (format: github.com/ulid/spec). Unique, but not secret.
 */
public record InvocationId(String value) {

    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int LENGTH = 26;

    /** A new id for an invocation that begins at {@code epochMillis}. */
    public static InvocationId next(long epochMillis) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        char[] text = new char[LENGTH];
        long time = epochMillis;
        for (int i = 9; i >= 0; i--) {
            text[i] = DIGITS[(int) (time & 31)];
            time >>>= 5;
        }
        long high = random.nextLong();
        long low = random.nextLong();
        for (int i = 0; i < 8; i++) {
            text[10 + i] = DIGITS[(int) (high & 31)];
            text[18 + i] = DIGITS[(int) (low & 31)];
            high >>>= 5;
            low >>>= 5;
        }
        return new InvocationId(new String(text));
    }

    /** Whether {@code text} has the form of an id. */
    public static boolean isValid(String text) {
        if (text.length() != LENGTH || text.charAt(0) > '7') {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean isDigit =
                    c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' && c != 'I' && c != 'L' && c != 'O' && c != 'U';
            if (!isDigit) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
