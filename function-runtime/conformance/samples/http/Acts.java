import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Does what the first word of the body says; started as {@code stream}, it sends back what comes. */
public class Acts {

    public static void main(String[] arguments) throws IOException {
        Listener.serve(arguments[0].equals("stream") ? Acts::stream : Acts::act);
    }

    private static void act(Listener.Request request, OutputStream out) throws IOException, InterruptedException {
        String[] words = new String(request.body().readAllBytes()).split(" ", 2);
        String text = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "echo" -> Listener.answer(out, text);
            case "print" -> {
                System.out.println(text);
                Listener.answer(out, "printed");
            }
            case "complain" -> {
                System.err.println(text);
                Listener.answer(out, "printed");
            }
            case "count" -> {
                for (int i = 0; i < 10; i++) {
                    System.out.println(text + " " + i);
                    Thread.sleep(5);
                }
                Listener.answer(out, "counted");
            }
            case "progress" -> Listener.answer(out, "done");
            // Nothing more comes before the caller is gone.
            case "wait" -> request.connection().read();
            case "bad" -> out.write("SSH-2.0-x\r\n".getBytes());
            case "hungry" -> eat();
            case "large" -> Listener.answer(out, new byte[Integer.parseInt(text)]);
            case "length" -> Listener.answer(out, Integer.toString(text.length()));
            case "attempt" ->
                Listener.answer(out, request.header("sluice-invocation") + " " + request.header("sluice-attempt"));
            case "variable" -> Listener.answer(out, String.valueOf(System.getenv(text)));
            case "shard" -> Listener.answer(out, shard(text));
            case "exit" -> System.exit(Integer.parseInt(text));
            default -> out.write("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n".getBytes());
        }
    }

    /** By the environment alone, as a program of any language can. */
    private static String shard(String key) throws IOException {
        String range = System.getenv("SLUICE_SHARD_RANGE");
        String hash = HexFormat.of().formatHex(sha256(key)).substring(0, 16);
        boolean holds = hash.compareTo(range.substring(0, 16)) >= 0 && hash.compareTo(range.substring(17)) <= 0;
        return System.getenv("SLUICE_SHARD") + " of " + System.getenv("SLUICE_SHARDS") + ", " + range + ", "
                + System.getenv("SLUICE_SHARD_TOKEN") + ": "
                + (holds ? "yes" : "no");
    }

    private static byte[] sha256(String key) throws IOException {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    private static void eat() {
        List<long[]> eaten = new ArrayList<>();
        while (true) {
            eaten.add(new long[100_000]);
        }
    }

    private static void stream(Listener.Request request, OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes());
        if (request.method().equals("HEAD")) {
            return;
        }
        byte[] piece = new byte[32 * 1024];
        InputStream in = request.body();
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            out.write((Integer.toHexString(read) + "\r\n").getBytes());
            out.write(piece, 0, read);
            out.write("\r\n".getBytes());
            out.flush();
        }
        out.write("0\r\n\r\n".getBytes());
    }
}
