package dev.sluice.events.trigger;

import dev.sluice.core.settings.Setting;
import dev.sluice.events.filter.EventFilter;
import dev.sluice.events.pump.Delivery;
import dev.sluice.events.pump.StartPosition;
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
        StartPosition from) {}
