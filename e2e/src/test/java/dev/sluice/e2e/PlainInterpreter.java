package dev.sluice.e2e;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.Serial;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a pipeline means, in memory and one item after the other. It reads the same document as the platform, and has nothing of its
 * code. It knows the expressions that {@link RandomPipeline} writes and no others.
 */
final class PlainInterpreter {

    private static final Pattern CONDITION =
            Pattern.compile("event\\.data\\.(\\w+)(?: % (\\d+))? (==|<|>) (?:(\\d+)|\"([^\"]*)\")");
    private static final Pattern FIELD = Pattern.compile("event\\.data\\.(\\w+)");

    private final JsonObject stages;
    private final JsonObject sinks;
    private final String deadLetters;
    private final Map<String, List<String>> results = new TreeMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int calls;

    /**
     * An item under way.
     *
     * @param key what it is kept in order by; empty if it has none
     */
    private record Item(JsonObject data, String key) {

        Item with(JsonObject other) {
            return new Item(other, key);
        }

        Item keyed(String other) {
            return new Item(data, other);
        }

        @Override
        public String toString() {
            return text(data, key);
        }
    }

    /** An item before a stage that calls. */
    private record Waiting(String stage, Item item) {}

    /** What one step makes, which is there as a whole or not at all. */
    private record Made(List<Waiting> before, Map<String, List<String>> in) {}

    /** The item that a step begins with cannot go on. */
    private static final class Dead extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        Dead(String reason) {
            super(reason);
        }
    }

    PlainInterpreter(JsonObject spec, String deadLetters) {
        this.stages = spec.getAsJsonObject("stages");
        this.sinks = spec.getAsJsonObject("sinks");
        this.deadLetters = deadLetters;
        results.put(deadLetters, new ArrayList<>());
        sinks.asMap().values().forEach(sink -> results.put(topic(sink), new ArrayList<>()));
    }

    /** Takes one record of the source through the whole pipeline; {@code key}: empty if it has none. */
    void take(JsonObject data, String key) {
        Item first = new Item(data, key);
        step("source", first, made -> leave("source", first, made));
        while (!waiting.isEmpty()) {
            Waiting next = waiting.remove();
            call(next.stage(), next.item());
        }
    }

    /** By topic what is in it, each as {@link #text} has it, those of dead letters behind stage and reason. */
    Map<String, List<String>> results() {
        Map<String, List<String>> sorted = new TreeMap<>();
        results.forEach(
                (topic, items) -> sorted.put(topic, items.stream().sorted().toList()));
        return sorted;
    }

    /** How many calls that needs at least. */
    int calls() {
        return calls;
    }

    /** An item as it is compared. */
    static String text(JsonObject data, String key) {
        StringBuilder text = new StringBuilder(key);
        for (String field : List.of("k", "n", "w")) {
            text.append(' ').append(data.has(field) ? data.get(field).getAsString() : "-");
        }
        return text.toString();
    }

    @FunctionalInterface
    private interface Step {
        void run(Made made) throws Dead;
    }

    private void step(String stage, Item item, Step step) {
        Made made = new Made(new ArrayList<>(), new TreeMap<>());
        try {
            step.run(made);
        } catch (Dead e) {
            in(deadLetters).add(stage + " " + e.getMessage() + " " + item);
            return;
        }
        waiting.addAll(made.before());
        made.in().forEach((topic, items) -> in(topic).addAll(items));
    }

    private List<String> in(String topic) {
        return results.computeIfAbsent(topic, _ -> new ArrayList<>());
    }

    private void call(String stage, Item item) {
        step(stage, item, made -> {
            JsonObject how = stages.getAsJsonObject(stage);
            boolean filters = how.has("filter");
            String function = filters ? told(how.get("filter"), "function") : told(how.get("function"), "name");
            calls++;
            if (StepFunctions.isPoison(function, item.data())) {
                throw new Dead("attempts_exhausted");
            }
            if (filters) {
                leave(StepFunctions.keeps(item.data()) ? stage : stage + ".rejected", item, made);
                return;
            }
            for (JsonObject data : StepFunctions.made(function, item.data())) {
                leave(stage, item.with(data), made);
            }
        });
    }

    private void leave(String output, Item item, Made made) throws Dead {
        for (Map.Entry<String, JsonElement> stage : stages.asMap().entrySet()) {
            if (reads(stage.getValue(), output)) {
                enter(stage.getKey(), stage.getValue().getAsJsonObject(), item, made);
            }
        }
        for (JsonElement sink : sinks.asMap().values()) {
            if (reads(sink, output)) {
                made.in().computeIfAbsent(topic(sink), _ -> new ArrayList<>()).add(item.toString());
            }
        }
    }

    private void enter(String stage, JsonObject how, Item item, Made made) throws Dead {
        if (how.has("function")
                || (how.has("filter") && how.getAsJsonObject("filter").has("function"))) {
            made.before().add(new Waiting(stage, item));
        } else if (how.has("filter")) {
            leave(holds(told(how.get("filter"), "where"), item) ? stage : stage + ".rejected", item, made);
        } else if (how.has("shard")) {
            Matcher field = FIELD.matcher(told(how.get("shard"), "by"));
            if (!field.matches() || !item.data().has(field.group(1))) {
                throw new Dead("no_key");
            }
            leave(stage, item.keyed(told(item.data(), field.group(1))), made);
        } else if (how.has("split")) {
            split(stage, how.getAsJsonObject("split"), item, made);
        } else {
            leave(stage, item, made);
        }
    }

    private void split(String stage, JsonObject how, Item item, Made made) throws Dead {
        boolean all = told(how, "rules").equals("all");
        List<String> wanted = new ArrayList<>();
        for (Map.Entry<String, JsonElement> rule :
                how.getAsJsonObject("when").asMap().entrySet()) {
            if ((all || wanted.isEmpty()) && holds(rule.getValue().getAsString(), item)) {
                wanted.add(rule.getKey());
            }
        }
        for (String output : wanted.isEmpty() ? List.of(told(how, "otherwise")) : wanted) {
            leave(stage + "." + output, item, made);
        }
    }

    private static boolean holds(String condition, Item item) throws Dead {
        Matcher parts = CONDITION.matcher(condition);
        if (!parts.matches()) {
            throw new AssertionError("not known: " + condition);
        }
        if (!item.data().has(parts.group(1))) {
            throw new Dead("filter_failed");
        }
        JsonElement value = item.data().get(parts.group(1));
        if (parts.group(5) != null) {
            return value.getAsString().equals(parts.group(5));
        }
        long number = parts.group(2) == null ? value.getAsLong() : value.getAsLong() % Long.parseLong(parts.group(2));
        int order = Long.compare(number, Long.parseLong(parts.group(4)));
        return switch (parts.group(3)) {
            case "==" -> order == 0;
            case "<" -> order < 0;
            default -> order > 0;
        };
    }

    private static boolean reads(JsonElement reader, String output) {
        JsonElement from = reader.getAsJsonObject().get("from");
        return from instanceof JsonArray several
                ? several.asList().stream().anyMatch(each -> each.getAsString().equals(output))
                : from.getAsString().equals(output);
    }

    private static String topic(JsonElement sink) {
        return told(sink, "topic");
    }

    private static String told(JsonElement object, String key) {
        return object.getAsJsonObject().get(key).getAsString();
    }
}
