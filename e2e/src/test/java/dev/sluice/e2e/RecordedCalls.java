package dev.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a function has done that writes each beginning and each end of its work into a file. Its input is the name of an item; one that ends
 * with "slow" takes half a second, one that ends with "poison" fails always, and of all calls each third one fails.
 */
final class RecordedCalls {

    private static final String SOURCE = """
        package a;

        import static java.nio.file.StandardOpenOption.APPEND;
        import static java.nio.file.StandardOpenOption.CREATE;

        import dev.sluice.function.Context;
        import dev.sluice.function.HttpHandler;
        import dev.sluice.function.Request;
        import dev.sluice.function.Response;
        import java.nio.file.Files;
        import java.nio.file.Path;
        import java.util.concurrent.CountDownLatch;
        import java.util.concurrent.TimeUnit;
        import java.util.concurrent.atomic.AtomicInteger;

        public final class Recorder implements HttpHandler {

            private final AtomicInteger calls = new AtomicInteger();

            public Response handle(Request request, Context context) throws Exception {
                String item = request.text();
                String attempt = request.header("Sluice-Attempt").orElse("1");
                write("begin " + attempt + " " + item);
                if (item.endsWith("slow")) {
                    new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
                }
                if (item.endsWith("poison") || calls.incrementAndGet() % 3 == 0) {
                    throw new IllegalStateException("as it was told");
                }
                write("end " + attempt + " " + item);
                return Response.ok();
            }

            private static void write(String line) throws Exception {
                Files.writeString(Path.of(System.getenv("OUT")), line + "\\n", CREATE, APPEND);
            }
        }
        """;

    /** One line of the file. */
    private record Line(boolean begins, int attempt, String item) {}

    private final List<Line> lines;

    private RecordedCalls(List<Line> lines) {
        this.lines = lines;
    }

    /** Builds the function. */
    static Path jar(Path folder) throws IOException {
        return FunctionJar.compiled(folder, "Recorder", SOURCE);
    }

    /** What the function that was deployed with {@code env.OUT=file} has done so far. */
    static RecordedCalls of(Path file) {
        try {
            List<Line> lines = new ArrayList<>();
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                String[] parts = line.split(" ", 3);
                lines.add(new Line(parts[0].equals("begin"), Integer.parseInt(parts[1]), parts[2]));
            }
            return new RecordedCalls(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many lines there are. */
    int size() {
        return lines.size();
    }

    /** Items whose work went well at least once. */
    Set<String> ended() {
        Set<String> ended = new HashSet<>();
        for (Line line : lines) {
            if (!line.begins()) {
                ended.add(line.item());
            }
        }
        return ended;
    }

    /** Items that were begun again without the function's being told that it is not the first time. */
    List<String> repeatedUntold() {
        Set<String> begun = new HashSet<>();
        List<String> untold = new ArrayList<>();
        for (Line line : lines) {
            if (line.begins() && !begun.add(line.item()) && line.attempt() < 2) {
                untold.add(line.item());
            }
        }
        return untold;
    }

    /** Items that were begun before all that stands before them in their lane had ended; {@code dead} ones are not waited for. */
    List<String> outOfTurn(Iterable<List<String>> lanes, Set<String> dead) {
        Map<String, Integer> firstBegin = new HashMap<>();
        Map<String, Integer> firstEnd = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            (lines.get(i).begins() ? firstBegin : firstEnd)
                    .putIfAbsent(lines.get(i).item(), i);
        }
        List<String> wrong = new ArrayList<>();
        for (List<String> lane : lanes) {
            int before = -1;
            for (String item : lane) {
                if (firstBegin.getOrDefault(item, Integer.MAX_VALUE) < before) {
                    wrong.add(item);
                }
                before = Math.max(before, dead.contains(item) ? -1 : firstEnd.getOrDefault(item, Integer.MAX_VALUE));
            }
        }
        return wrong;
    }
}
