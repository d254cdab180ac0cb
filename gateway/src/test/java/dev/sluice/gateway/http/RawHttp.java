package dev.sluice.gateway.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One HTTP/1.1 connection, written and read byte by byte, so that a test sees what is really on the wire. */
final class RawHttp implements AutoCloseable {

    final Socket socket;
    private final InputStream in;

    /** What came back; {@code truncated} if the connection ended before the body did. */
    record Reply(int status, List<String> headerLines, String body, List<String> trailerLines, boolean truncated) {

        Optional<String> header(String name) {
            return all(name).stream().findFirst();
        }

        List<String> all(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return headerLines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .toList();
        }
    }

    RawHttp(int port) throws IOException {
        this(port, 0);
    }

    /** {@code receiveBuffer} in bytes, 0 for the usual. */
    RawHttp(int port, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    static Reply exchange(int port, String request) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            return http.send(request).reply();
        }
    }

    RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** The next answer, to a request that is not HEAD. */
    Reply reply() throws IOException {
        return reply(false);
    }

    Reply replyToHead() throws IOException {
        return reply(true);
    }

    /** Whether the other side closed the connection and sent nothing more. */
    boolean isClosed() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    int read(byte[] into) throws IOException {
        return in.read(into);
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int c;
        while ((c = in.read()) != '\n') {
            if (c < 0) {
                throw new EndedException();
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private static final class EndedException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private Reply reply(boolean toHead) throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        Reply head = new Reply(status, lines(), "", List.of(), false);
        if (toHead || status < 200 || status == 204 || status == 304) {
            return head;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        List<String> trailers = List.of();
        boolean truncated = false;
        try {
            if (head.header("transfer-encoding").isPresent()) {
                trailers = chunks(body);
            } else if (head.header("content-length").isPresent()) {
                take(Integer.parseInt(head.header("content-length").get()), body);
            } else {
                in.transferTo(body);
            }
        } catch (EndedException | java.net.SocketException e) {
            truncated = true;
        }
        return new Reply(status, head.headerLines(), body.toString(StandardCharsets.UTF_8), trailers, truncated);
    }

    private List<String> chunks(ByteArrayOutputStream body) throws IOException {
        while (true) {
            int length = Integer.parseInt(line(), 16);
            if (length == 0) {
                return lines();
            }
            take(length, body);
            line();
        }
    }

    private void take(int length, ByteArrayOutputStream body) throws IOException {
        for (int i = 0; i < length; i++) {
            int b = in.read();
            if (b < 0) {
                throw new EndedException();
            }
            body.write(b);
        }
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            lines.add(line);
        }
        return lines;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
