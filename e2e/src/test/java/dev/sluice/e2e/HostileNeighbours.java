package dev.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Those whom a gateway cannot choose: callers that connect and say nothing, or half of something, callers that do not read
 * what they asked for, and an upstream that answers more than it announced. All on loopback; all end with this.
 */
final class HostileNeighbours implements AutoCloseable {

    private static final String HALF_PREFACE = "PRI * HTTP/2.0\r\n\r\n";
    private static final String HALF_HEAD = "POST /function/x HTTP/1.1\r\nHost: h\r\nX-Half";
    private static final String HALF_CHUNK =
            "POST /function/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab";

    private final int port;
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    /** {@code port}: of the gateway. */
    HostileNeighbours(int port) {
        this.port = port;
    }

    /** Opens {@code count} connections of each kind that sends no whole request. */
    void saySoLittle(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            for (String sent : new String[] {"", HALF_PREFACE, HALF_HEAD, HALF_CHUNK}) {
                connect().getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    /** Calls {@code path}, whose answer is long, {@code count} times, and reads none of it. */
    void readNothing(String path, int count) throws IOException {
        byte[] request = ("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < count; i++) {
            connect().getOutputStream().write(request);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    /** An upstream whose answer to each request is its path, and then 4 KiB more than it announced; answers its port. */
    int answerTooMuch() throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(server);
        Thread.ofVirtual().start(() -> accept(server));
        return server.getLocalPort();
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                // It is closed: the loop ends.
            }
        }
    }

    private static void answer(Socket socket) {
        try (socket) {
            byte[] buffer = new byte[16 * 1024];
            for (int read = socket.getInputStream().read(buffer);
                    read > 0;
                    read = socket.getInputStream().read(buffer)) {
                String path = new String(buffer, 0, read, StandardCharsets.ISO_8859_1).split(" ")[1];
                String more = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen" + "x".repeat(4096);
                socket.getOutputStream()
                        .write(("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path + more)
                                .getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            // The other side has had enough.
        }
    }

    @Override
    public void close() {
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
