package dev.sluice.pipeline;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A pipeline that is being written. What it makes is a document of kind {@code Pipeline}, which {@code sluice apply -f -} takes;
 * whether it makes sense is for the platform to say, as of each document. For one thread.
 *
 * <pre>{@code
 * Pipeline album = new Pipeline("album");
 * Items each = album.batches().copy("each");
 * Items small = each.call("small", "resize");
 * Items tags = each.call("tags", "tag");
 * Items.merge("all", small, tags).join("sheet", Join.whole()).toTopic("done", "sheets");
 * System.out.println(album.toJson());
 * }</pre>
 */
public final class Pipeline {

    private final String name;
    private final Map<String, Object> source = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> stages = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> sinks = new LinkedHashMap<>();
    private final Map<String, Object> others = new LinkedHashMap<>();

    /** {@code name}: 1 to 63 lower-case letters, digits and '-'. */
    public Pipeline(String name) {
        this.name = name;
    }

    /** The items are the records of a topic, from {@code from} on: {@code earliest}, {@code latest} or a time of RFC 3339. */
    public Items topic(String topic, String from) {
        return from("topic", settings("name", topic, "from", from));
    }

    /** The items are the records of a topic that come after the pipeline was applied first. */
    public Items topic(String topic) {
        return from("topic", settings("name", topic));
    }

    /** The items are lines of batches, which are sent over HTTP. */
    public Items batches() {
        return from("batch", Map.of());
    }

    /** The same of items that are known by a field of theirs, as in {@code /order/id}, or an expression: each is taken once. */
    public Items batches(String id) {
        return from("batch", Map.of("id", id));
    }

    /** A batch of one item begins at each of these times; the item is an event that says the time. */
    public Items schedule(Schedule schedule) {
        return from("schedule", schedule.settings());
    }

    /** The items are what a function lists when a batch is begun. */
    public Items list(Listing listing) {
        return from("list", listing.settings());
    }

    private Items from(String kind, Map<String, Object> settings) {
        if (!source.isEmpty()) {
            throw new IllegalStateException("the pipeline '" + name + "' has a source already: " + source.keySet());
        }
        source.put(kind, settings);
        return new Items(this, "source");
    }

    /** The topic of items that could not go on; {@code NAME.dead-letters} without this. */
    public Pipeline deadLetters(String topic) {
        others.put("deadLetters", topic);
        return this;
    }

    /** Nothing is read from the source. */
    public Pipeline paused() {
        others.put("paused", true);
        return this;
    }

    /**
     * What comes of an item is written without a transaction: it is there sooner, costs less, and can be seen a second time, with the same id,
     * after a kill. For pipelines that read a topic and have no window.
     */
    public Pipeline atLeastOnce() {
        others.put("guarantee", "at-least-once");
        return this;
    }

    /**
     * The stage or sink {@code name}, which is written already, had the name {@code before} in the pipeline that is there, and takes over its
     * items and its state.
     */
    public Pipeline was(String name, String before) {
        written(name, stages.containsKey(name) ? stages : sinks).put("was", before);
        return this;
    }

    /**
     * What the stage {@code stage}, which is written already, reads of a batch is kept for so long after that is over, 1 minute to 7 days, so
     * that the batch can be run again from there.
     */
    public Pipeline keep(String stage, Duration time) {
        written(stage, stages).putAll(Options.NONE.with("keep", time).told());
        return this;
    }

    private Map<String, Object> written(String name, Map<String, Map<String, Object>> among) {
        Map<String, Object> named = among.get(name);
        if (named == null) {
            throw new IllegalArgumentException("the pipeline '" + this.name + "' has no '" + name + "' yet");
        }
        return named;
    }

    /** The document, one member for each key of it, in the order in which they were told. */
    public Map<String, Object> toDocument() {
        if (source.isEmpty()) {
            throw new IllegalStateException(
                    "the pipeline '" + name + "' has no source: topic, batches, list or schedule");
        }
        Map<String, Object> spec = settings("source", source, "stages", stages, "sinks", sinks);
        spec.putAll(others);
        return settings(
                "apiVersion",
                "sluice.dev/v1beta1",
                "kind",
                "Pipeline",
                "metadata",
                settings("name", name),
                "spec",
                spec);
    }

    /** The document in JSON, which is YAML too. */
    public String toJson() {
        return Json.write(toDocument());
    }

    Items stage(String stage, Object from, String kind, Object setting) {
        if (stages.containsKey(stage) || sinks.containsKey(stage)) {
            throw new IllegalArgumentException("the pipeline '" + name + "' has a '" + stage + "' already");
        }
        stages.put(stage, settings("from", from, kind, setting));
        return new Items(this, stage);
    }

    void sink(String sink, List<String> from, String kind, String target) {
        if (stages.containsKey(sink) || sinks.containsKey(sink)) {
            throw new IllegalArgumentException("the pipeline '" + name + "' has a '" + sink + "' already");
        }
        sinks.put(sink, settings("from", from, kind, target));
    }

    /** Keys and values in turn. */
    static Map<String, Object> settings(Object... told) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (int i = 0; i < told.length; i += 2) {
            settings.put((String) told[i], told[i + 1]);
        }
        return settings;
    }
}
