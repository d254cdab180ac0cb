package dev.sluice.events.trigger;

import dev.sluice.core.function.FairShares;
import dev.sluice.core.settings.Setting;
import dev.sluice.events.filter.EventFilter;
import dev.sluice.events.pump.Delivery;
import dev.sluice.events.pump.StartPosition;
import java.util.Map;
import java.util.Optional;

/** Events that are published in the namespace. */
public record EventsSource(
        @Setting(value = "which events reach the function; the others are done", otherwise = "none", inShort = true)
        Optional<EventFilter> filter,

        @Setting(
                value =
                        "`ordered`: events with the same `partitionkey`, or without one with the same source and subject, one"
                                + " after the other; `elastic`: all in no order",
                otherwise = "ordered")
        Delivery delivery,

        @Setting(
                value = "calls under way at the same time, at each gateway",
                least = "1",
                most = "10000",
                otherwise = "16")
        int concurrency,

        @Setting("events that one call gets together") TopicSource.BatchSettings batch,

        @Setting(
                value = "where a new trigger begins: `latest` is what is published from its being applied on",
                otherwise = "latest",
                patternRule = "earliest, latest, or a time as in 2026-11-28T09:00:00Z")
        StartPosition from,

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

    public EventsSource {
        FairShares.check(fairKey.isPresent(), weights);
    }

    /** How what is read ahead shares the turns; empty if all are alike. */
    Optional<EventShares> shares() {
        return fairKey.map(key -> new EventShares(key, weights));
    }
}
