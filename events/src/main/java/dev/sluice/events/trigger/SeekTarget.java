package dev.sluice.events.trigger;

import dev.sluice.events.pump.StartPosition;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a trigger is to go on. */
public sealed interface SeekTarget {

    /** All its partitions at the same place or time. */
    record Everywhere(StartPosition position) implements SeekTarget {}

    /** One partition of a topic of the trigger's namespace; the others stay where they are. */
    record Exactly(String topic, int partition, long offset) implements SeekTarget {}

    /** What may be written, as told to people. */
    String RULE = "earliest, latest, a time as in 2026-11-28T09:00:00Z, or TOPIC/PARTITION@OFFSET as in orders/0@17";

    /** As people write it; throws an IllegalArgumentException with what is allowed. */
    static SeekTarget parse(String text) {
        Matcher exact = Pattern.compile("([a-zA-Z0-9._-]{1,249})/(\\d{1,9})@(\\d{1,18})")
                .matcher(text);
        if (exact.matches()) {
            return new Exactly(exact.group(1), Integer.parseInt(exact.group(2)), Long.parseLong(exact.group(3)));
        }
        try {
            return new Everywhere(StartPosition.parse(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no place to go on at. Allowed: " + RULE + ".", e);
        }
    }
}
