package dev.sluice.gateway.upstream.wire;

/** The line before a chunk (RFC 9112, 7.1). */
final class ChunkSize {

    /** As many hexadecimal digits as a positive long surely has room for. */
    private static final int MOST_DIGITS = 15;

    private ChunkSize() {}

    /** The number of bytes that follow. Extensions are read and ignored. */
    static long parse(String line) {
        long size = 0;
        int at = 0;
        while (at < line.length() && Character.digit(line.charAt(at), 16) >= 0 && line.charAt(at) < 0x80) {
            size = size << 4 | Character.digit(line.charAt(at), 16);
            at++;
        }
        if (at == 0 || at > MOST_DIGITS || line.indexOf('\r') >= 0) {
            throw new BadAnswerException("");
        }
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        if (at < line.length() && line.charAt(at) != ';') {
            throw new BadAnswerException("");
        }
        return size;
    }
}
