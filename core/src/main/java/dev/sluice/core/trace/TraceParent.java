package dev.sluice.core.trace;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** The {@code traceparent} header field: W3C Trace Context, level 1, section 3.2. */
public final class TraceParent {

    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int LENGTH = 55;
    private static final int TRACE = 3;
    private static final int SPAN = 36;
    private static final int FLAGS = 53;

    private TraceParent() {}

    /** Whether a request's traceparent may be continued; of a later version the known part counts. */
    public static boolean isValid(String value) {
        if (value.length() < LENGTH || value.charAt(2) != '-' || value.charAt(35) != '-' || value.charAt(52) != '-') {
            return false;
        }
        boolean laterVersion = !value.startsWith("00");
        boolean lengthFits = value.length() == LENGTH || laterVersion && value.charAt(LENGTH) == '-';
        return lengthFits
                && !value.startsWith("ff")
                && isHex(value, 0, 2)
                && isHex(value, TRACE, 35)
                && isHex(value, SPAN, 52)
                && isHex(value, FLAGS, LENGTH)
                && !isZero(value, TRACE, 35)
                && !isZero(value, SPAN, 52);
    }

    /** The trace that a valid traceparent names, 32 hexadecimal digits. */
    public static String trace(String valid) {
        return valid.substring(TRACE, TRACE + 32);
    }

    /** The span that a valid traceparent names, 16 hexadecimal digits. */
    public static String span(String valid) {
        return valid.substring(SPAN, SPAN + 16);
    }

    /** Whether whoever began a trace with a valid traceparent wants it recorded. */
    public static boolean isSampled(String valid) {
        return (Character.digit(valid.charAt(FLAGS + 1), 16) & 1) == 1;
    }

    /** The same trace with a span of our own. */
    public static String continued(String parent) {
        char[] text = parent.substring(0, LENGTH).toCharArray();
        text[0] = '0';
        text[1] = '0';
        random(ThreadLocalRandom.current(), text, SPAN, 1);
        return new String(text);
    }

    /** A trace that begins here; {@code ratio} of them, 0 to 1, are marked as sampled. */
    public static String begun(double ratio) {
        char[] text = new char[LENGTH];
        text[0] = '0';
        text[1] = '0';
        text[2] = '-';
        text[35] = '-';
        text[52] = '-';
        RandomGenerator random = ThreadLocalRandom.current();
        text[FLAGS] = '0';
        text[FLAGS + 1] = random.nextDouble() < ratio ? '1' : '0';
        random(random, text, TRACE, 2);
        random(random, text, SPAN, 1);
        return new String(text);
    }

    private static void random(RandomGenerator random, char[] text, int at, int words) {
        for (int word = 0; word < words; word++) {
            long bits = random.nextLong();
            bits = bits == 0 ? 1 : bits;
            for (int i = 0; i < 16; i++) {
                text[at + 16 * word + i] = HEX[(int) (bits & 15)];
                bits >>>= 4;
            }
        }
    }

    private static boolean isHex(String value, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = value.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(String value, int from, int to) {
        for (int i = from; i < to; i++) {
            if (value.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
