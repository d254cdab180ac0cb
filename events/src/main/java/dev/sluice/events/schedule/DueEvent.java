package dev.sluice.events.schedule;

import dev.sluice.core.event.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The event of something that is due by the clock, or that somebody has asked for now.
 *
 * @param source the path of what has the schedule
 * @param time when it is due by the schedule, jitter aside, or when somebody asked for it
 * @param byHand whether somebody asked for it
 * @param input the tree of its data, as settings hold it; empty if it has none
 */
public record DueEvent(String id, String source, Instant time, boolean byHand, Optional<Object> input) {

    /** The type of the events. */
    public static final String TYPE = "dev.sluice.schedule.due";

    /** The extension that says when it was put where it is kept. */
    public static final String ACCEPTED = "acceptedtime";

    /** The extension of those that somebody asked for. */
    public static final String BY_HAND = "byhand";

    /** The event, as it is put at {@code accepted}. */
    public CloudEvent accepted(Instant accepted) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("id", id);
        attributes.put("source", source);
        attributes.put("type", TYPE);
        attributes.put("time", time.toString());
        attributes.put(ACCEPTED, accepted.toString());
        if (byHand) {
            attributes.put(BY_HAND, "true");
        }
        Optional<byte[]> data = input.map(tree -> {
            StringBuilder json = new StringBuilder();
            InputJson.write(json, tree);
            return json.toString().getBytes(StandardCharsets.UTF_8);
        });
        return new CloudEvent(attributes, data.map(_ -> "application/json"), data);
    }
}
