package dev.sluice.e2e;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A pipeline that makes sense and what is sent to it, both of a seed. Its functions are those of {@link StepFunctions}. An item has a
 * number {@code n}, a key {@code k}, and mostly a number {@code w}: what asks for it fails for those without.
 */
final class RandomPipeline {

    private static final int STAGES = 7;
    private static final int MOST_OPEN = 6;

    private final Random random;
    private final String name;
    private final JsonObject stages = new JsonObject();
    private final JsonObject sinks = new JsonObject();
    private final List<Open> open = new ArrayList<>();
    private final int partitions;

    /**
     * What somebody is to read.
     *
     * @param output as it is named in {@code from}
     * @param functions those that its items came through
     */
    private record Open(String output, Set<String> functions) {}

    RandomPipeline(String name, long seed) {
        this.random = new Random(seed);
        this.name = name;
        this.partitions = 1 + random.nextInt(4);
        open.add(new Open("source", Set.of()));
        int count = 3 + random.nextInt(STAGES);
        while (stages.size() < count) {
            add("s" + stages.size());
        }
        while (!open.isEmpty()) {
            sink("t" + sinks.size());
        }
    }

    String name() {
        return name;
    }

    /** The topic that it reads. */
    String source() {
        return name + "-items";
    }

    /** Of the topic that it reads. */
    int partitions() {
        return partitions;
    }

    /** The topics of its sinks and of its dead letters. */
    List<String> results() {
        List<String> topics = new ArrayList<>();
        sinks.asMap()
                .values()
                .forEach(sink -> topics.add(sink.getAsJsonObject().get("topic").getAsString()));
        topics.add(name + ".dead-letters");
        return topics;
    }

    JsonObject spec() {
        JsonObject topic = new JsonObject();
        topic.addProperty("name", source());
        topic.addProperty("from", "earliest");
        JsonObject spec = new JsonObject();
        spec.add("source", of("topic", topic));
        spec.add("stages", stages);
        spec.add("sinks", sinks);
        return spec;
    }

    /** The next items to send, the data of each. */
    List<JsonObject> items(int count) {
        List<JsonObject> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            JsonObject item = new JsonObject();
            item.addProperty("n", random.nextInt(100_000));
            item.addProperty("k", "k" + random.nextInt(9));
            if (random.nextInt(40) > 0) {
                item.addProperty("w", random.nextInt(100));
            }
            items.add(item);
        }
        return items;
    }

    private void add(String stage) {
        if (open.size() >= MOST_OPEN) {
            merge(stage);
            return;
        }
        switch (random.nextInt(10)) {
            case 0, 1 -> copy(stage);
            case 2, 3 -> filter(stage);
            case 4, 5 -> split(stage);
            case 6 -> shard(stage);
            case 7 -> merge(stage);
            default -> function(stage);
        }
    }

    private Open take() {
        return open.remove(random.nextInt(open.size()));
    }

    private void stage(String stage, Open read, String kind, JsonObject how) {
        JsonObject all = of(kind, how);
        all.addProperty("from", read.output());
        stages.add(stage, all);
    }

    private void copy(String stage) {
        Open read = take();
        stage(stage, read, "copy", new JsonObject());
        for (int i = 2 + random.nextInt(2); i > 0; i--) {
            open.add(new Open(stage, read.functions()));
        }
    }

    private void filter(String stage) {
        Open read = take();
        boolean calls = random.nextInt(3) == 0 && !read.functions().contains(StepFunctions.KEEPS);
        JsonObject how = new JsonObject();
        how.addProperty(calls ? "function" : "where", calls ? StepFunctions.KEEPS : condition());
        stage(stage, read, "filter", how);
        Set<String> functions = calls ? with(read, StepFunctions.KEEPS) : read.functions();
        open.add(new Open(stage, functions));
        if (random.nextBoolean()) {
            open.add(new Open(stage + ".rejected", functions));
        }
    }

    private void split(String stage) {
        Open read = take();
        JsonObject when = new JsonObject();
        for (int i = 1 + random.nextInt(2); i >= 0; i--) {
            when.addProperty("o" + i, condition());
            open.add(new Open(stage + ".o" + i, read.functions()));
        }
        JsonObject how = of("when", when);
        how.addProperty("rules", random.nextBoolean() ? "all" : "first");
        if (random.nextInt(3) == 0) {
            how.addProperty("otherwise", "drop");
        } else {
            how.addProperty("otherwise", "rest");
            open.add(new Open(stage + ".rest", read.functions()));
        }
        stage(stage, read, "split", how);
    }

    private void shard(String stage) {
        Open read = take();
        JsonObject how = new JsonObject();
        how.addProperty("by", "event.data." + (random.nextInt(4) == 0 ? "w" : random.nextBoolean() ? "k" : "n"));
        how.addProperty("shards", 1 + random.nextInt(8));
        stage(stage, read, "shard", how);
        open.add(new Open(stage, read.functions()));
    }

    private void merge(String stage) {
        List<Open> read = several(2 + random.nextInt(3));
        if (read.size() < 2) {
            open.addAll(read);
            return;
        }
        JsonObject all = of("merge", new JsonObject());
        all.add("from", outputs(read));
        stages.add(stage, all);
        Set<String> functions = new HashSet<>();
        read.forEach(each -> functions.addAll(each.functions()));
        open.add(new Open(stage, functions));
    }

    /** Some that are open, of which no two are the same output. */
    private List<Open> several(int most) {
        Collections.shuffle(open, random);
        List<Open> taken = new ArrayList<>();
        for (Open each : List.copyOf(open)) {
            if (taken.size() < most
                    && taken.stream().noneMatch(other -> other.output().equals(each.output()))) {
                open.remove(each);
                taken.add(each);
            }
        }
        return taken;
    }

    private static JsonArray outputs(List<Open> read) {
        JsonArray from = new JsonArray();
        read.forEach(each -> from.add(each.output()));
        return from;
    }

    private void function(String stage) {
        Open read = take();
        // On most ways each function is called once, and now and then one is called again.
        List<String> fresh = StepFunctions.STEPS.stream()
                .filter(each -> !read.functions().contains(each))
                .toList();
        if (fresh.isEmpty() && random.nextInt(8) > 0) {
            open.add(read);
            return;
        }
        List<String> choice = fresh.isEmpty() ? StepFunctions.STEPS : fresh;
        String function = choice.get(random.nextInt(choice.size()));
        JsonObject backoff = new JsonObject();
        backoff.addProperty("first", "5ms");
        backoff.addProperty("longest", "20ms");
        JsonObject retry = of("backoff", backoff);
        retry.addProperty("attempts", 20);
        JsonObject how = of("retry", retry);
        how.addProperty("name", function);
        how.addProperty("concurrency", 1 + random.nextInt(16));
        how.addProperty("ordered", random.nextBoolean());
        stage(stage, read, "function", how);
        open.add(new Open(stage, with(read, function)));
    }

    private void sink(String sink) {
        JsonObject all = new JsonObject();
        all.add("from", outputs(several(random.nextInt(4) == 0 ? 2 : 1)));
        all.addProperty("topic", name + "-" + sink);
        sinks.add(sink, all);
    }

    private String condition() {
        return switch (random.nextInt(6)) {
            case 0 -> "event.data.n % " + (2 + random.nextInt(4)) + " == " + random.nextInt(2);
            case 1 -> "event.data.n % 10 < " + (2 + random.nextInt(7));
            case 2 -> "event.data.k == \"k" + random.nextInt(9) + "\"";
            case 3 -> "event.data.n > " + random.nextInt(100_000);
            case 4 -> "event.data.w < " + random.nextInt(100);
            default -> "event.data.n % 7 > " + random.nextInt(5);
        };
    }

    private static Set<String> with(Open read, String function) {
        Set<String> functions = new HashSet<>(read.functions());
        functions.add(function);
        return functions;
    }

    private static JsonObject of(String key, JsonObject value) {
        JsonObject object = new JsonObject();
        object.add(key, value);
        return object;
    }
}
