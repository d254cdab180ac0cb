package dev.sluice.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What leaves the source, a stage, or one output of a stage. Each method that takes the name of a stage adds one that reads these items, and
 * returns what that gives; names are 1 to 40 lower-case letters, digits and '-'. Items are read by one stage or sink: {@link #copy} is
 * what gives them to several.
 */
public final class Items {

    private final Pipeline pipeline;
    private final String place;

    Items(Pipeline pipeline, String place) {
        this.pipeline = pipeline;
        this.place = place;
    }

    /** Calls a function with each item; what it answers are the items that go on. */
    public Items call(String stage, String function) {
        return add(stage, "function", function);
    }

    /** The same, with how it is called. */
    public Items call(String stage, Call call) {
        return add(stage, "function", call.settings());
    }

    /** Gives each item to all that read what is returned. */
    public Items copy(String stage) {
        return add(stage, "copy", Map.of());
    }

    /** Lets through what an expression in CEL holds for; the others are {@link #rejected}. */
    public Items filter(String stage, String expression) {
        return add(stage, "filter", expression);
    }

    /** Lets through what a function answers {@code true} for. */
    public Items filterBy(String stage, String function) {
        return add(stage, "filter", Pipeline.settings("function", function));
    }

    /** Of what {@link #filter} or {@link #filterBy} returned, the items that were not let through. */
    public Items rejected() {
        return output("rejected");
    }

    /** Gives each item to the first output whose rule it meets; what is returned is read by {@link #output}. */
    public Items split(String stage, Split split) {
        return add(stage, "split", split.settings());
    }

    /** One output of a stage that has several. */
    public Items output(String name) {
        return new Items(pipeline, place + "." + name);
    }

    /** Gives all items of a key, which an expression in CEL says, to the same one of {@code shards} shards, 1 to 1,000. */
    public Items shard(String stage, String by, int shards) {
        return add(stage, "shard", Pipeline.settings("by", by, "shards", shards));
    }

    /** Puts the items of several stages of one pipeline into one stream; at least one. */
    public static Items merge(String stage, Items first, Items... others) {
        List<String> places = new ArrayList<>(List.of(first.place));
        for (Items other : others) {
            if (other.pipeline != first.pipeline) {
                throw new IllegalArgumentException("'" + stage + "' cannot read items of two pipelines");
            }
            places.add(other.place);
        }
        return first.pipeline.stage(stage, places, "merge", Map.of());
    }

    /** Waits for the whole batch, and goes on with it as one item. */
    public Items join(String stage, Join join) {
        return add(stage, "join", join.settings());
    }

    /** Makes one item of a batch, or one for each key of it. */
    public Items reduce(String stage, Reduce reduce) {
        return add(stage, "reduce", reduce.settings());
    }

    /** Makes one item of what an endless stream has of a time. */
    public Items window(String stage, Window window) {
        return add(stage, "window", window.settings());
    }

    /** Of what {@link #window} returned, the items that came too late; for windows that say {@link Window#lateToOutput}. */
    public Items late() {
        return output("late");
    }

    /** The items become records of a topic. */
    public void toTopic(String sink, String topic) {
        pipeline.sink(sink, List.of(place), "topic", topic);
    }

    /** A function is called with each item, and its answer goes nowhere. */
    public void toFunction(String sink, String function) {
        pipeline.sink(sink, List.of(place), "function", function);
    }

    /** Each item is sent to an address of {@code http} or {@code https}, at least once, as an event in a POST. */
    public void toCallback(String sink, String address) {
        pipeline.sink(sink, List.of(place), "callback", address);
    }

    private Items add(String stage, String kind, Object setting) {
        return pipeline.stage(stage, List.of(place), kind, setting);
    }
}
