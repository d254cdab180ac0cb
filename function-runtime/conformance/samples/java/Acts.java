import dev.sluice.function.Context;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Does what the first word of the body says. */
public class Acts {

    public Object act(String body, Context context) throws InterruptedException {
        String[] words = body.split(" ", 2);
        String text = words.length > 1 ? words[1] : "";
        return switch (words[0]) {
            case "echo" -> text;
            case "print" -> print(text);
            case "complain" -> complain(text);
            case "count" -> count(text);
            case "progress" -> progress(text, context);
            case "wait" -> stay();
            case "bad" -> Thread.currentThread();
            case "hungry" -> eat();
            case "large" -> new byte[Integer.parseInt(text)];
            case "length" -> Integer.toString(text.length());
            case "attempt" -> context.invocationId() + " " + context.attempt();
            case "variable" -> String.valueOf(System.getenv(text));
            case "shard" -> shard(context.shard().orElseThrow(), text);
            default -> throw new IllegalStateException(text);
        };
    }

    private static String shard(dev.sluice.function.Shard shard, String key) {
        return shard.number() + " of " + shard.count() + ", " + shard.range() + ", " + shard.token().orElse(0) + ": " + (shard.holds(key) ? "yes" : "no");
    }

    private static String print(String text) {
        System.out.println(text);
        return "printed";
    }

    private static String complain(String text) {
        System.err.println(text);
        return "printed";
    }

    /** Prints ten lines, with time for others between them. */
    private static String count(String text) throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            System.out.println(text + " " + i);
            Thread.sleep(5);
        }
        return "counted";
    }

    private static String progress(String text, Context context) {
        context.progress(text.getBytes(StandardCharsets.UTF_8));
        return "done";
    }

    private static String stay() throws InterruptedException {
        new Semaphore(0).acquire();
        return "went on";
    }

    private static String eat() {
        List<long[]> eaten = new ArrayList<>();
        while (true) {
            eaten.add(new long[100_000]);
        }
    }

    public Response stream(Request request) throws IOException {
        return Response.ok().body(out -> {
            byte[] piece = new byte[32 * 1024];
            for (int length = request.body().read(piece); length >= 0; length = request.body().read(piece)) {
                out.write(piece, 0, length);
                out.flush();
            }
        });
    }
}
