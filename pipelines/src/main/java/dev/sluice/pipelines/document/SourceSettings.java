package dev.sluice.pipelines.document;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.settings.Setting;
import dev.sluice.events.pump.StartPosition;
import dev.sluice.events.schedule.ScheduleSettings;
import dev.sluice.events.trigger.DataFormat;
import dev.sluice.events.trigger.RetrySettings;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the items of a pipeline come from: exactly one of the ways. */
public record SourceSettings(
        @Setting(value = "a topic whose records are items, one after the other without an end", otherwise = "none")
        Optional<TopicItems> topic,

        @Setting(value = "batches that are sent over HTTP; `{}` for nothing to say of them", otherwise = "none")
        Optional<BatchItems> batch,

        @Setting(value = "times at which a batch of one item begins", otherwise = "none")
        Optional<ScheduleSettings> schedule,

        @Setting(value = "a function that answers with the items of a batch", otherwise = "none")
        Optional<ListedItems> list) {

    public SourceSettings {
        long told = Stream.of(topic, batch, schedule, list)
                .filter(Optional::isPresent)
                .count();
        if (told != 1) {
            throw new IllegalArgumentException(
                    "a source is exactly one of topic, batch, schedule and list, this one has "
                            + (told == 0 ? "none" : told + " of them"));
        }
    }

    /** Whether its items never end, and are in no batch. */
    public boolean isEndless() {
        return topic.isPresent();
    }

    /** When batches begin by themselves; empty if they do not. */
    public Optional<ScheduleSettings> times() {
        return schedule.or(() -> list.flatMap(ListedItems::schedule));
    }

    /** In a few words, for people. */
    public String inWords() {
        return topic.map(items -> "topic " + items.name())
                .or(() -> list.map(items -> "list by " + items.function()))
                .orElseGet(() -> batch.isPresent() ? "batches over HTTP" : "a schedule");
    }

    /** Records of a topic. */
    public record TopicItems(
            @Setting(value = "the topic", inShort = true) String name,

            @Setting(
                    value = "where a pipeline begins that is new",
                    otherwise = "what comes after it was applied",
                    patternRule = "earliest, latest, or a time as in 2026-11-28T09:00:00Z")
            Optional<StartPosition> from,

            @Setting(
                    value =
                            "what the value of a record is that has no `content-type` and is no event: `json`, `text` or `bytes`",
                    otherwise = "none")
            Optional<DataFormat> format,

            @Setting(value = "the connection to the Kafka that has it", otherwise = "the platform's own")
            Optional<String> connection) {}

    /** Items that are sent. */
    public record BatchItems(
            @Setting(
                    value = "what an item is known by, so that one that is sent again is taken once",
                    otherwise = "its number in the batch")
            Optional<ItemId> id) {}

    /** Items that a function lists. */
    public record ListedItems(
            @Setting(value = "the function, whose answer is a list in JSON or NDJSON", inShort = true)
            FunctionName function,

            @Setting(value = "when it is asked", otherwise = "when a batch is begun by hand")
            Optional<ScheduleSettings> schedule,

            @Setting("how long it is asked for one batch") RetrySettings retry) {}
}
