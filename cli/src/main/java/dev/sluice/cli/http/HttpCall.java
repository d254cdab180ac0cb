package dev.sluice.cli.http;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends one request over a connection of its own and reads the head of the answer. The JDK's own client does this too, but
 * loads ten times the classes, which a command that runs for 50 ms would wait for. It also hides an answer that comes
 * before the request's body has been sent, such as a refused upload.
 */
public final class HttpCall {

    private static final int CONNECT_MILLIS = 5_000;

    /** Bodies up to this size are sent before the answer is read; larger ones at the same time. */
    private static final int SENT_AT_ONCE = 32 * 1024;

    private HttpCall() {}

    /**
     * Sends {@code request} to {@code server}; a path of the server's comes before that of the request.
     *
     * @throws java.net.ConnectException if nobody listens there
     */
    public static Response send(URI server, Request request) throws IOException {
        Socket socket = connect(server, request.patience());
        try {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 32 * 1024);
            out.write(head(server, request).getBytes(StandardCharsets.ISO_8859_1));
            sendBody(request.body(), out);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 32 * 1024);
            return ResponseReader.read(in, request.method().equals("HEAD"), socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket connect(URI server, Duration patience) throws IOException {
        boolean tls = "https".equals(server.getScheme());
        int port = server.getPort() >= 0 ? server.getPort() : tls ? 443 : 80;
        Socket socket = new Socket();
        try {
            int most = patience.isZero() ? CONNECT_MILLIS : (int) Math.min(CONNECT_MILLIS, patience.toMillis());
            socket.connect(new InetSocketAddress(bareHost(server), port), most);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Math.min(patience.toMillis(), Integer.MAX_VALUE));
            return tls ? secured(socket, bareHost(server), port) : socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String bareHost(URI server) {
        String host = server.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String head(URI server, Request request) {
        StringBuilder head = new StringBuilder(256);
        head.append(request.method())
                .append(' ')
                .append(prefix(server))
                .append(request.target())
                .append(" HTTP/1.1\r\n");
        if (!request.has("Host")) {
            head.append("Host: ").append(server.getRawAuthority()).append("\r\n");
        }
        head.append("Connection: close\r\n");
        long length = request.body().length();
        if (length == Body.UNKNOWN) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (length > 0 || request.method().startsWith("P")) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        for (Header header : request.headers()) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    private static String prefix(URI server) {
        String path = server.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static void sendBody(Body body, OutputStream out) throws IOException {
        boolean chunked = body.length() == Body.UNKNOWN;
        if (!chunked && body.length() <= SENT_AT_ONCE) {
            body.writeTo(out);
            out.flush();
            return;
        }
        out.flush();
        Thread.ofPlatform().daemon().name("request-body").start(() -> {
            try {
                if (chunked) {
                    ChunkedOutput chunks = new ChunkedOutput(out);
                    body.writeTo(chunks);
                    chunks.finish();
                } else {
                    body.writeTo(out);
                    out.flush();
                }
            } catch (IOException e) {
                // The answer says why the server stopped reading; without one, reading it fails too, and that is told.
            }
        });
    }
}
