package dev.sluice.runner.program.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers what it is told to each head that comes, piece by piece, and then ends the connection. */
final class ScriptedServer implements AutoCloseable {

    private final ServerSocket server;
    private final List<String> pieces;

    private ScriptedServer(ServerSocket server, List<String> pieces) {
        this.server = server;
        this.pieces = pieces;
    }

    static ScriptedServer answering(String... pieces) throws IOException {
        ScriptedServer scripted =
                new ScriptedServer(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), List.of(pieces));
        Thread.ofVirtual().start(scripted::serve);
        return scripted;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                readHead(socket.getInputStream());
                for (String piece : pieces) {
                    socket.getOutputStream().write(piece.getBytes(StandardCharsets.ISO_8859_1));
                    socket.getOutputStream().flush();
                }
            } catch (IOException e) {
                // The test has closed it.
            }
        }
    }

    private static void readHead(InputStream in) throws IOException {
        int ends = 0;
        for (int next = in.read(); next >= 0 && ends < 2; ) {
            ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
            next = ends < 2 ? in.read() : -1;
        }
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
