package dev.sluice.events.workqueue;

import dev.sluice.events.payload.Payload;
import dev.sluice.events.workqueue.source.Content;
import java.util.Optional;

/**
 * What functions made of an item.
 *
 * @param version of the item
 * @param step how many of the functions in a row had made it so
 * @param status of the last of these answers
 * @param type the media type of the answer; empty if it has none that is one
 * @param last whether nothing more is made of it
 * @param content itself, or the name of a file of the queue
 */
public record KeptAnswer(
        String item, String version, int step, int status, Optional<String> type, boolean last, Payload content) {

    public KeptAnswer {
        type = Content.sensible(type);
    }

    /** How many bytes it has in memory. */
    long held() {
        return content instanceof Payload.Inline inline ? inline.bytes() : 0;
    }
}
