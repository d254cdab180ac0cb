package dev.sluice.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP API on loopback that answers as HTTP does not allow. What it does, the last segment of the path says: {@code late} has a second
 * answer sent when {@link #sendLate} says so, {@code more} sends more than it announced, {@code head}, {@code none} and {@code same}
 * send a body after HEAD, 204 and 304, {@code 102} and {@code 103} are answers before the answer, {@code cut} closes, and {@code large} is 3 MB. All else is
 * answered with the path.
 */
final class HostileUpstream implements AutoCloseable {

    private static final String BEHIND = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen";

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final List<Socket> late = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger left = new AtomicInteger();

    HostileUpstream() throws IOException {
        Thread.startVirtualThread(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket one = socket.accept();
                    accepted.add(one);
                    Thread.startVirtualThread(() -> serve(one));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    int connections() {
        return accepted.size();
    }

    /** How many connections the other side has closed. */
    int left() {
        return left.get();
    }

    /** The heads of all requests. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    void sendLate() throws IOException {
        for (Socket each : late) {
            send(each, BEHIND);
        }
    }

    private void serve(Socket one) {
        try (one) {
            for (String head = head(one.getInputStream()); !head.isEmpty(); head = head(one.getInputStream())) {
                requests.add(head);
                if (!answer(one, head.split(" ")[1])) {
                    return;
                }
            }
            left.incrementAndGet();
        } catch (IOException e) {
            left.incrementAndGet();
        }
    }

    private boolean answer(Socket one, String path) throws IOException {
        String whole = "HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path;
        switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "late" -> {
                send(one, whole);
                late.add(one);
            }
            case "more" -> send(one, whole + BEHIND);
            case "head" -> send(one, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen");
            case "none" -> send(one, "HTTP/1.1 204 No Content\r\n\r\n" + BEHIND);
            case "same" -> send(one, "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n" + BEHIND);
            case "102" -> send(one, "HTTP/1.1 102 Processing\r\n\r\n" + whole);
            case "103" -> send(one, "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + whole);
            case "large" -> send(one, "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + "x".repeat(3_000_000));
            case "cut" -> {
                return false;
            }
            default -> send(one, whole);
        }
        return true;
    }

    private static void send(Socket to, String text) throws IOException {
        OutputStream out = to.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String head(InputStream in) throws IOException {
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

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket each : accepted) {
            each.close();
        }
    }
}
