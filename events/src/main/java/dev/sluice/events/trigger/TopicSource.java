package dev.sluice.events.trigger;

import dev.sluice.core.function.FairShares;
import dev.sluice.core.settings.Setting;
import dev.sluice.events.filter.EventFilter;
import dev.sluice.events.pump.Delivery;
import dev.sluice.events.pump.StartPosition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Topics whose records are events. */
public record TopicSource(
        @Setting(
                value = "the connection to the Kafka that has them, which is then read by the names that Kafka knows",
                otherwise = "the platform's own")
        Optional<String> connection,

        @Setting(value = "one topic", inShort = true, otherwise = "none")
        Optional<String> name,

        @Setting(value = "several topics", most = "100") List<String> names,

        @Setting(
                value = "all topics with such names, also those that come later; `*` stands for any characters",
                otherwise = "none",
                pattern = "[a-zA-Z0-9._*-]{1,249}",
                patternRule = "letters, digits, '.', '_', '-', and '*' for any characters")
        Optional<String> pattern,

        @Setting(
                value = "`ordered`: records with the same key one after the other, those without a key in no order;"
                        + " `elastic`: all in no order",
                otherwise = "ordered")
        Delivery delivery,

        @Setting(
                value = "calls under way at the same time, at each gateway",
                least = "1",
                most = "10000",
                otherwise = "16")
        int concurrency,

        @Setting("events that one call gets together") BatchSettings batch,

        @Setting(
                value = "where a trigger begins that is new",
                otherwise = "latest",
                patternRule = "earliest, latest, or a time as in 2026-11-28T09:00:00Z")
        StartPosition from,

        @Setting(
                value = "Kafka's name of those who share the records",
                otherwise = "`sluice.trigger.NAMESPACE.NAME`",
                pattern = "[a-zA-Z0-9._-]{1,249}",
                patternRule = "1 to 249 letters, digits, '.', '_' and '-'")
        Optional<String> group,

        @Setting(value = "which events reach the function; the others are done", otherwise = "none")
        Optional<EventFilter> filter,

        @Setting(
                value =
                        "what the value of a record is that has no `content-type` and is no event: `json`, `text` or `bytes`",
                otherwise = "none")
        Optional<DataFormat> format,

        @Setting(
                value =
                        "what records have in common that share one turn among those that are read ahead: key, an attribute of"
                                + " the events as in subject, or {header: NAME}",
                otherwise = "all are alike")
        Optional<EventFairKey> fairKey,

        @Setting(
                value =
                        "how many turns values of fairKey have where others have one, 1 to 100 each, at most 100 values",
                most = "100")
        Map<String, Integer> weights) {

    /** The same of one topic of this name over a connection. */
    TopicSource over(String other, String topic) {
        return new TopicSource(
                Optional.of(other),
                Optional.of(topic),
                List.of(),
                Optional.empty(),
                delivery,
                concurrency,
                batch,
                from,
                group,
                filter,
                format,
                fairKey,
                weights);
    }

    /** How events are put together. */
    public record BatchSettings(
            @Setting(
                    value = "events in one call at most; with 1 the function gets an event and not a list",
                    inShort = true,
                    least = "1",
                    most = "1000",
                    otherwise = "1")
            int size,

            @Setting(
                    value = "how long a batch that is not full waits for more",
                    least = "0ms",
                    most = "5m",
                    otherwise = "0ms")
            Duration window) {}

    /** How what is read ahead shares the turns; empty if all are alike. */
    Optional<EventShares> shares() {
        return fairKey.map(key -> new EventShares(key, weights));
    }

    public TopicSource {
        long told = names.isEmpty() ? 0 : 1;
        told += name.isPresent() ? 1 : 0;
        told += pattern.isPresent() ? 1 : 0;
        if (told != 1) {
            throw new IllegalArgumentException("it is told by one of name, names and pattern, and here by " + told);
        }
        FairShares.check(fairKey.isPresent(), weights);
    }
}
