package dev.sluice.e2e;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Functions of pipelines, as they are deployed and as a plain interpreter has them. Each writes a line into the file {@code env.OUT} when
 * it is called, and fails now and then, but for the filter.
 */
final class StepFunctions {

    /** Answers whether an item is kept. */
    static final String KEEPS = "keeps";

    /** Those that make items of an item. */
    static final List<String> STEPS = List.of("few", "many", "one");

    private static final String SOURCE = """
        package a;

        import static java.nio.file.StandardOpenOption.APPEND;
        import static java.nio.file.StandardOpenOption.CREATE;

        import dev.sluice.function.Context;
        import dev.sluice.function.Handler;
        import java.nio.file.Files;
        import java.nio.file.Path;
        import java.util.HashMap;
        import java.util.List;
        import java.util.Map;
        import java.util.concurrent.ThreadLocalRandom;

        public final class Steps implements Handler<Map<String, Object>, Object> {

            public Object handle(Map<String, Object> item, Context context) throws Exception {
                Files.writeString(Path.of(System.getenv("OUT")), context.event().get().id() + "\\n", CREATE, APPEND);
                long n = ((Number) item.get("n")).longValue();
                // A filter has five attempts, of which each kill may take one.
                boolean mayFail = !System.getenv("KIND").equals("keeps");
                if (mayFail && ThreadLocalRandom.current().nextInt(12) == 0) {
                    throw new IllegalStateException("now and then");
                }
                return switch (System.getenv("KIND")) {
                    case "keeps" -> n % 3 != 0;
                    case "one" -> with(item, n + 1);
                    case "few" -> {
                        if (n % 41 == 7) {
                            throw new IllegalStateException("this is poison");
                        }
                        yield n % 4 == 0 ? null : List.of(with(item, n + 3));
                    }
                    default -> switch ((int) (n % 3)) {
                        case 0 -> List.of();
                        case 1 -> with(item, n + 2);
                        default -> List.of(with(item, 2 * n), with(item, 2 * n + 1));
                    };
                };
            }

            private static Map<String, Object> with(Map<String, Object> item, long n) {
                Map<String, Object> made = new HashMap<>(item);
                made.put("n", n % 1_000_003);
                return made;
            }
        }
        """;

    private StepFunctions() {}

    /** What is deployed, as each of the names, with {@code env.KIND=NAME}. */
    static Path jar(Path folder) throws IOException {
        return FunctionJar.compiled(folder, "Steps", SOURCE);
    }

    static void deploy(Gateway gateway, Path jar, Path out) {
        for (String name : STEPS) {
            gateway.deployed(name, jar, "env.KIND=" + name, "env.OUT=" + out);
        }
        gateway.deployed(KEEPS, jar, "env.KIND=" + KEEPS, "env.OUT=" + out);
    }

    /** Whether all attempts for an item fail. */
    static boolean isPoison(String function, JsonObject item) {
        return function.equals("few") && n(item) % 41 == 7;
    }

    /** What comes of an item. */
    static List<JsonObject> made(String function, JsonObject item) {
        long n = n(item);
        return switch (function) {
            case "one" -> List.of(with(item, n + 1));
            case "few" -> n % 4 == 0 ? List.of() : List.of(with(item, n + 3));
            case "many" ->
                switch ((int) (n % 3)) {
                    case 0 -> List.of();
                    case 1 -> List.of(with(item, n + 2));
                    default -> List.of(with(item, 2 * n), with(item, 2 * n + 1));
                };
            default -> throw new AssertionError(function);
        };
    }

    static boolean keeps(JsonObject item) {
        return n(item) % 3 != 0;
    }

    private static long n(JsonObject item) {
        return item.get("n").getAsLong();
    }

    private static JsonObject with(JsonObject item, long n) {
        JsonObject made = item.deepCopy();
        made.addProperty("n", n % 1_000_003);
        return made;
    }
}
