package search;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.InstanceContext;
import dev.sluice.function.Lifecycle;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds verses in one shard of a corpus: an inverted index in memory, from words to the verses that have them. */
public final class Search implements HttpHandler, Lifecycle {

    private static final List<String> VERSES = List.of(
            "Twinkle, twinkle, little star, how I wonder what you are",
            "Up above the world so high, like a diamond in the sky",
            "Star light, star bright, first star I see tonight",
            "I wish I may, I wish I might, have the wish I wish tonight",
            "The moon is a lantern, the sky is a sea",
            "Sail on, little boat, under star and moon",
            "Hush, little baby, don't say a word",
            "The wind is a word that the sky cannot say");

    private Map<String, List<Integer>> index = Map.of();

    public record Question(String q) {}

    public record Found(int score, int verse, String text) {}

    /** Before the first call: each instance has the index in its memory. */
    @Override
    public void start(InstanceContext context) {
        index = index();
    }

    @Override
    public Response handle(Request request, Context context) throws IOException {
        int shard = number(request, "Sluice-Shard", 0);
        int shards = number(request, "Sluice-Shards", 1);
        Map<Integer, Integer> scores = new TreeMap<>();
        for (String word : words(request.json(Question.class).q())) {
            for (int verse : index.getOrDefault(word, List.of())) {
                if (verse % shards == shard) {
                    scores.merge(verse, 1, Integer::sum);
                }
            }
        }
        return Response.json(scores.entrySet().stream()
                .map(hit -> new Found(hit.getValue(), hit.getKey(), VERSES.get(hit.getKey())))
                .toList());
    }

    private static Map<String, List<Integer>> index() {
        Map<String, List<Integer>> index = new TreeMap<>();
        for (int verse = 0; verse < VERSES.size(); verse++) {
            for (String word : words(VERSES.get(verse))) {
                index.computeIfAbsent(word, _ -> new ArrayList<>()).add(verse);
            }
        }
        return index;
    }

    private static List<String> words(String text) {
        return List.of(text.toLowerCase().split("[^a-z']+"));
    }

    private static int number(Request request, String field, int otherwise) {
        return request.header(field).map(Integer::parseInt).orElse(otherwise);
    }
}
