package dev.sluice.gateway.egress.redis;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client of the Redis protocol, as plain as can be: it sends words and reads replies, each as text, arrays in brackets. */
final class PlainClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    PlainClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    String ask(String... words) {
        send(words);
        return reply();
    }

    void send(String... words) {
        raw(new String(
                Resp.command(List.of(words).stream()
                                .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                                .toList())
                        .getBytes(),
                StandardCharsets.ISO_8859_1));
    }

    void raw(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code closed} at the end of the connection. */
    String reply() {
        try {
            String line = line();
            return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                case '+', '-', ':' -> line;
                case '$' -> bulk(Integer.parseInt(line.substring(1)));
                case '*' -> array(Integer.parseInt(line.substring(1)));
                default -> "closed";
            };
        } catch (IOException e) {
            return "closed";
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.append((char) octet);
        }
        return line.toString().strip();
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "null";
        }
        String text = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        in.readNBytes(2);
        return text;
    }

    private String array(int length) {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            elements.add(reply());
        }
        return elements.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
