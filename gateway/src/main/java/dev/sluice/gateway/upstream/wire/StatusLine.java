package dev.sluice.gateway.upstream.wire;

/**
 * The first line of an answer (RFC 9112, 4), without its reason phrase.
 *
 * @param lasts whether connections of this version last unless told otherwise: those of HTTP/1.1 do, of HTTP/1.0 not
 * @param status three digits
 */
record StatusLine(boolean lasts, int status) {

    private static final String VERSION = "HTTP/1.";

    static StatusLine parse(String line) {
        boolean good = line.length() >= 12
                && line.startsWith(VERSION)
                && isDigit(line.charAt(7))
                && line.charAt(8) == ' '
                && isDigit(line.charAt(9))
                && isDigit(line.charAt(10))
                && isDigit(line.charAt(11))
                && (line.length() == 12 || line.charAt(12) == ' ');
        if (!good) {
            throw new BadAnswerException("");
        }
        return new StatusLine(line.charAt(7) != '0', Integer.parseInt(line, 9, 12, 10));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    boolean isInterim() {
        return status < 200 && status != 101;
    }

    /** Whether its answer ends with its head, whatever the request was. */
    boolean isBodiless() {
        return status < 200 || status == 204 || status == 304;
    }
}
