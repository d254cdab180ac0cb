package dev.sluice.events.trigger;

import dev.sluice.core.invocation.Headers;

/**
 * What a function answered.
 *
 * @param body its bytes; none if nobody listens, or if it is not whole
 * @param whole whether all of the body was read: false if it has more than {@link EventCall#MOST} bytes
 */
public record EventAnswer(int status, Headers headers, byte[] body, boolean whole) {

    /** The body alone is another. */
    EventAnswer of(byte[] part) {
        return new EventAnswer(status, headers, part, whole);
    }
}
