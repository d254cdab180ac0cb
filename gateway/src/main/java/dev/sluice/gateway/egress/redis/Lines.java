package dev.sluice.gateway.egress.redis;

import io.vertx.core.buffer.Buffer;

/** Reads the lines that lengths and counts stand in. */
final class Lines {

    /** The longest line that is taken, its end left out. */
    static final int MOST = 64 * 1024;

    /** The same of one with a length or a count in it. */
    private static final int MOST_OF_NUMBER = 32;

    private Lines() {}

    /** Where the line with a number that begins at {@code from} ends, at its CR; -1 if its end has not come. */
    static int end(Buffer bytes, int from) throws ProtocolFault {
        int last = Math.min(bytes.length() - 1, from + MOST_OF_NUMBER);
        for (int i = from; i < last; i++) {
            if (bytes.getByte(i) == '\r' && bytes.getByte(i + 1) == '\n') {
                return i;
            }
        }
        if (bytes.length() - from > MOST_OF_NUMBER) {
            throw new ProtocolFault("a length is longer than " + MOST_OF_NUMBER + " bytes");
        }
        return -1;
    }

    /** The number from {@code from} to below {@code to}. */
    static long number(Buffer bytes, int from, int to) throws ProtocolFault {
        String digits = bytes.getString(from, to, "ISO-8859-1");
        if (!digits.matches("-?\\d{1,18}")) {
            throw new ProtocolFault("a number is written '" + digits.substring(0, Math.min(20, digits.length())) + "'");
        }
        return Long.parseLong(digits);
    }
}
