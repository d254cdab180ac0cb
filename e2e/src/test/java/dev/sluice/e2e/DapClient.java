package dev.sluice.e2e;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Predicate;

/** A debugger's side of the Debug Adapter Protocol, as far as to stop at one line. Each answer has a minute. Of one thread. */
final class DapClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    /** Where a thread stands: the function, file and line of its innermost frame. */
    record Stop(int thread, String function, String file, int line) {}

    private final Socket socket;
    private final InputStream in;
    private int sent;

    private DapClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Attaches to what listens at a port of this machine; breakpoints may be set then. */
    static DapClient attached(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        DapClient client = new DapClient(socket);
        client.send("initialize", object("adapterID", "test"));
        client.send("attach", object("name", "test"));
        client.await(message -> is(message, "event", "initialized"));
        return client;
    }

    /** Sets one, and lets the program go on from where it waits for that. */
    void breakpoint(Path file, int line) throws IOException {
        JsonArray lines = new JsonArray();
        JsonObject place = new JsonObject();
        place.addProperty("line", line);
        lines.add(place);
        JsonObject arguments = new JsonObject();
        arguments.add("source", object("path", file.toString()));
        arguments.add("breakpoints", lines);
        send("setBreakpoints", arguments);
        send("configurationDone", new JsonObject());
        await(message -> is(message, "command", "attach"));
    }

    /** Waits for it to be hit. */
    Stop stop() throws IOException {
        JsonObject stopped = await(message -> is(message, "event", "stopped"));
        int thread = stopped.getAsJsonObject("body").get("threadId").getAsInt();
        JsonObject arguments = new JsonObject();
        arguments.addProperty("threadId", thread);
        send("stackTrace", arguments);
        JsonObject frame = await(message -> is(message, "command", "stackTrace"))
                .getAsJsonObject("body")
                .getAsJsonArray("stackFrames")
                .get(0)
                .getAsJsonObject();
        return new Stop(
                thread,
                frame.get("name").getAsString(),
                frame.getAsJsonObject("source").get("path").getAsString(),
                frame.get("line").getAsInt());
    }

    void goOn(Stop stop) throws IOException {
        JsonObject arguments = new JsonObject();
        arguments.addProperty("threadId", stop.thread());
        send("continue", arguments);
        await(message -> is(message, "command", "continue"));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static JsonObject object(String key, String value) {
        JsonObject object = new JsonObject();
        object.addProperty(key, value);
        return object;
    }

    private static boolean is(JsonObject message, String key, String value) {
        return message.has(key) && message.get(key).getAsString().equals(value);
    }

    private void send(String command, JsonObject arguments) throws IOException {
        JsonObject request = object("command", command);
        request.addProperty("type", "request");
        request.addProperty("seq", ++sent);
        request.add("arguments", arguments);
        byte[] body = request.toString().getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream()
                .write(("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
    }

    /** Reads until there is such a message. */
    private JsonObject await(Predicate<JsonObject> wanted) throws IOException {
        while (true) {
            JsonObject message = next();
            if (is(message, "success", "false")) {
                throw new IOException("The debugger's other side refuses: " + message);
            }
            if (wanted.test(message)) {
                return message;
            }
        }
    }

    private JsonObject next() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) {
                throw new EOFException("The debugger's other side has gone.");
            }
            head.append((char) read);
        }
        int length = Integer.parseInt(head.substring(head.indexOf(":") + 1).strip());
        return JsonParser.parseString(new String(in.readNBytes(length), StandardCharsets.UTF_8))
                .getAsJsonObject();
    }
}
