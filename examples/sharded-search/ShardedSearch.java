package search;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.InstanceContext;
import dev.sluice.function.Lifecycle;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import dev.sluice.function.Shard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds verses in one shard of a corpus: each instance has an inverted index of its own verses in memory, which it fills when it starts. */
public final class ShardedSearch implements HttpHandler, Lifecycle {

    private static final Map<String, String> VERSES = Map.of(
            "star", "Twinkle, twinkle, little star, how I wonder what you are",
            "diamond", "Up above the world so high, like a diamond in the sky",
            "wish", "Star light, star bright, first star I see tonight",
            "might", "I wish I may, I wish I might, have the wish I wish tonight",
            "lantern", "The moon is a lantern, the sky is a sea",
            "boat", "Sail on, little boat, under star and moon",
            "hush", "Hush, little baby, don't say a word",
            "wind", "The wind is a word that the sky cannot say");

    private final Map<String, List<String>> index = new TreeMap<>();

    public record Question(String q) {}

    public record Found(int score, String title, int shard) {}

    /** Reads the whole corpus once, and keeps what is in its own shard. */
    @Override
    public void start(InstanceContext context) {
        Shard own = context.shard().orElseThrow();
        VERSES.forEach((title, verse) -> {
            if (own.holds(title)) {
                words(verse).forEach(word ->
                        index.computeIfAbsent(word, _ -> new ArrayList<>()).add(title));
            }
        });
    }

    @Override
    public Response handle(Request request, Context context) throws IOException {
        Map<String, Integer> scores = new TreeMap<>();
        for (String word : words(request.json(Question.class).q())) {
            index.getOrDefault(word, List.of()).forEach(title -> scores.merge(title, 1, Integer::sum));
        }
        int shard = context.shard().orElseThrow().number();
        return Response.json(scores.entrySet().stream()
                .map(hit -> new Found(hit.getValue(), hit.getKey(), shard))
                .toList());
    }

    private static List<String> words(String text) {
        return List.of(text.toLowerCase().split("[^a-z']+"));
    }
}
