package dev.sluice.cli.http;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads the head of an answer and says where its body ends (RFC 9112, sections 2 to 6). */
final class ResponseReader {

    private static final int LONGEST_LINE = 64 * 1024;
    private static final int MOST_HEADERS = 1_000;

    private ResponseReader() {}

    static Response read(InputStream in, boolean head, Closeable connection) throws IOException {
        int status;
        List<Header> headers;
        do {
            status = readStatus(in);
            headers = readHeaders(in);
        } while (status < 200);
        Response plain = new Response(status, headers, in, connection);
        boolean empty = head || status == 204 || status == 304;
        return new Response(status, headers, empty ? new ByteArrayInputStream(new byte[0]) : body(plain), connection);
    }

    private static int readStatus(InputStream in) throws IOException {
        String line = readLine(in);
        if (!line.matches("HTTP/1\\.[01] [1-9]\\d\\d( .*)?")) {
            throw new IOException("what answers there does not speak HTTP/1.1");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    static List<Header> readHeaders(InputStream in) throws IOException {
        List<Header> headers = new ArrayList<>();
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            if (headers.size() == MOST_HEADERS) {
                throw new IOException("the answer has more than " + MOST_HEADERS + " headers");
            }
            try {
                headers.add(Header.parse(line));
            } catch (IllegalArgumentException e) {
                throw new IOException("the answer has a broken header: " + e.getMessage(), e);
            }
        }
        return headers;
    }

    private static InputStream body(Response answer) throws IOException {
        if (answer.header("Transfer-Encoding").orElse("").equalsIgnoreCase("chunked")) {
            return new ChunkedInput(answer.body());
        }
        var length = answer.header("Content-Length");
        if (length.isEmpty()) {
            return answer.body();
        }
        try {
            return new FixedInput(answer.body(), Long.parseUnsignedLong(length.get()));
        } catch (NumberFormatException e) {
            throw new IOException("the answer says a length that is no number: " + length.get(), e);
        }
    }

    static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was cut before the answer was complete");
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("the answer has a line longer than 64 KiB");
            }
            line.append((char) c);
        }
        int end = line.length();
        return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
    }
}
