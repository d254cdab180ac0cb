package dev.sluice.gateway.api;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a {@code multipart/form-data} body (RFC 7578, RFC 2046 5.1) part by part as it arrives, with a fixed buffer
 * whatever the size of a part. Used by one thread.
 */
final class MultipartReader {

    private static final int BUFFER = 64 * 1024;
    private static final int MAX_HEAD = 8 * 1024;
    private static final Pattern NAME = Pattern.compile("(?i)[;\\s]name=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]+))");

    private static final Pattern FILE =
            Pattern.compile("(?i)[;\\s]filename\\*?=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]*))");

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    private boolean ended;

    MultipartReader(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // The first delimiter has no line before it; with one put there all are alike.
        buffer[to++] = '\r';
        buffer[to++] = '\n';
    }

    /**
     * A part; its body must be read before the next part is asked for, what is left of it is skipped.
     *
     * @param fileName the name of a file as it is said, if one is
     */
    record Part(String name, Optional<String> fileName, InputStream body) {

        boolean isFile() {
            return fileName.isPresent();
        }
    }

    /** The next part; empty when all have been read. Fails with {@link EOFException} if the body ends too early. */
    Optional<Part> next() throws IOException {
        skipToDelimiter();
        int first = read();
        int second = read();
        if (first == '-' && second == '-') {
            return Optional.empty();
        }
        while (second != '\n') {
            if (first != ' ' && first != '\t' && first != '\r') {
                throw new MalformedException("a boundary is not followed by the end of its line");
            }
            first = second;
            second = read();
        }
        String disposition = disposition(head());
        return Optional.of(new Part(name(disposition), fileName(disposition), new Body()));
    }

    private void skipToDelimiter() throws IOException {
        byte[] skipped = new byte[8192];
        Body body = new Body();
        while (!ended && body.read(skipped, 0, skipped.length) >= 0) {
            // What stands before the first part, or was left of the last one, means nothing.
            continue;
        }
        ended = false;
        from += delimiter.length;
    }

    private String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        // How much of the blank line that ends it has come; a head may be nothing else.
        int ending = 2;
        while (ending < 4) {
            if (head.size() > MAX_HEAD) {
                throw new MalformedException("the headers of a part have more than " + MAX_HEAD + " bytes");
            }
            int next = read();
            head.write(next);
            ending = next == (ending % 2 == 0 ? '\r' : '\n') ? ending + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.UTF_8);
    }

    private static String disposition(String head) throws MalformedException {
        for (String line : head.split("\r\n", -1)) {
            if (line.regionMatches(true, 0, "content-disposition:", 0, 20)) {
                return line;
            }
        }
        throw nameless();
    }

    private static String name(String disposition) throws MalformedException {
        Matcher matcher = NAME.matcher(disposition);
        if (!matcher.find()) {
            throw nameless();
        }
        return said(matcher);
    }

    private static Optional<String> fileName(String disposition) {
        Matcher matcher = FILE.matcher(disposition);
        return matcher.find() ? Optional.of(said(matcher)) : Optional.empty();
    }

    /** In quotes, or as it stands. */
    private static String said(Matcher matcher) {
        String quoted = matcher.group(1);
        return quoted == null ? matcher.group(2) : quoted.replaceAll("\\\\(.)", "$1");
    }

    private static MalformedException nameless() {
        return new MalformedException("a part has no name in a Content-Disposition header");
    }

    private int read() throws IOException {
        if (from == to) {
            fill();
        }
        return buffer[from++] & 0xff;
    }

    /** Makes room and reads more. */
    private void fill() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int read = in.read(buffer, to, buffer.length - to);
        if (read < 0) {
            throw new EOFException("the body ends before its last boundary");
        }
        to += read;
    }

    /** How many bytes from {@code from} on surely belong to the body; 0 at a delimiter, -1 if more must be read. */
    private int plain() {
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\r') {
                int length = Math.min(delimiter.length, to - i);
                if (Arrays.equals(buffer, i, i + length, delimiter, 0, length)) {
                    if (i > from) {
                        return i - from;
                    }
                    return length == delimiter.length ? 0 : -1;
                }
            }
        }
        return from == to ? -1 : to - from;
    }

    /** The body of the current part. */
    private final class Body extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (ended) {
                return -1;
            }
            int plain = plain();
            while (plain < 0) {
                fill();
                plain = plain();
            }
            if (plain == 0) {
                ended = true;
                return -1;
            }
            int count = Math.min(plain, length);
            System.arraycopy(buffer, from, target, offset, count);
            from += count;
            return count;
        }
    }

    /** The body does not follow the rules. */
    static final class MalformedException extends IOException {

        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }
}
