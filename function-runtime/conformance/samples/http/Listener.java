import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A server of HTTP/1.1 that keeps connections, as small as it can be. */
class Listener {

    interface Handler {
        void handle(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    record Request(String method, List<String> fields, InputStream body, InputStream connection) {

        String header(String name) {
            return fields.stream()
                    .filter(field -> field.toLowerCase().startsWith(name + ":"))
                    .map(field -> field.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    static void serve(Handler handler) throws IOException {
        int port = Integer.parseInt(System.getenv("PORT"));
        try (ServerSocket server = new ServerSocket(port, 200, InetAddress.getByName("127.0.0.1"))) {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket, handler));
            }
        }
    }

    private static void serve(Socket socket, Handler handler) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String first = line(in); !first.isEmpty(); first = line(in)) {
                List<String> fields = new ArrayList<>();
                for (String field = line(in); !field.isEmpty(); field = line(in)) {
                    fields.add(field);
                }
                Request plain = new Request(first.split(" ")[0], fields, in, in);
                InputStream body = plain.header("transfer-encoding").isEmpty()
                        ? new Known(in, length(plain))
                        : new Chunks(in);
                handler.handle(new Request(plain.method(), fields, body, in), socket.getOutputStream());
                body.skip(Long.MAX_VALUE);
            }
        } catch (IOException | InterruptedException e) {
            // The caller is gone.
        }
    }

    private static long length(Request request) {
        String told = request.header("content-length");
        return told.isEmpty() ? 0 : Long.parseLong(told);
    }

    static void answer(OutputStream out, String text) throws IOException {
        answer(out, text.getBytes());
    }

    static void answer(OutputStream out, byte[] body) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes());
        out.write(body);
    }

    /** Empty at the end of the connection. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toString().strip();
    }

    private static class Known extends InputStream {

        final InputStream in;
        long left;

        Known(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int at, int length) throws IOException {
            int read = left == 0 ? -1 : in.read(target, at, (int) Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        }
    }

    /** The length of each piece is known when it comes. */
    private static class Chunks extends Known {

        private boolean first = true;
        private boolean ended;

        Chunks(InputStream in) {
            super(in, 0);
        }

        @Override
        public int read(byte[] target, int at, int length) throws IOException {
            if (left == 0 && !ended) {
                if (!first) {
                    line(in);
                }
                first = false;
                left = Long.parseLong(line(in), 16);
                ended = left == 0;
                if (ended) {
                    line(in);
                }
            }
            return super.read(target, at, length);
        }
    }
}
