package dev.sluice.gateway.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that plays what a test says, byte by byte, on a thread for each connection. */
final class RawServer implements AutoCloseable {

    /** Plays one connection, which is closed when it returns. */
    interface Play {
        void on(Connection connection) throws IOException;
    }

    private final ServerSocket socket;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();

    RawServer(Play play) throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> accept(play));
    }

    private void accept(Play play) {
        while (!socket.isClosed()) {
            try {
                Socket connected = socket.accept();
                accepted.add(connected);
                Thread.startVirtualThread(() -> play(play, connected));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void play(Play play, Socket connected) {
        try (connected) {
            play.on(new Connection(connected));
        } catch (IOException e) {
            // The other side has gone.
        }
    }

    int connections() {
        return accepted.size();
    }

    int port() {
        return socket.getLocalPort();
    }

    String url() {
        return "http://" + authority();
    }

    String authority() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket each : accepted) {
            each.close();
        }
    }

    /** One connection. */
    record Connection(Socket socket) {

        /** Reads the head of a request, up to its empty line; empty if the other side has closed. */
        String head() throws IOException {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return "";
                }
                head.append((char) next);
            }
            return head.toString();
        }

        void send(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Reads until the other side closes. */
        void untilClosed() throws IOException {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }

        /** The port of the other side. */
        int peerPort() {
            return socket.getPort();
        }

        /** Closes it so that the other side sees a reset. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
