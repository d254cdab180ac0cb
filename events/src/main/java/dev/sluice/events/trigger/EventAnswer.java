package dev.sluice.events.trigger;

import dev.sluice.core.invocation.Headers;
import dev.sluice.events.payload.Payload;
import java.util.Optional;

/**
 * What a function answered.
 *
 * @param body its bytes; none if nobody listens, or if it is not whole
 * @param whole whether all of the body was read: false if it has more than {@link EventCall#MOST} bytes
 * @param kept the file that has the body, if it is not whole and the {@link LongAnswers} of its call kept it
 */
public record EventAnswer(int status, Headers headers, byte[] body, boolean whole, Optional<Payload.Kept> kept) {

    /** Without a file. */
    public EventAnswer(int status, Headers headers, byte[] body, boolean whole) {
        this(status, headers, body, whole, Optional.empty());
    }

    /** The body alone is another. */
    EventAnswer of(byte[] part) {
        return new EventAnswer(status, headers, part, whole, kept);
    }
}
