package dev.sluice.events.filter;

import java.io.Serial;

/** A filter cannot say whether an event is wanted; the message is a sentence. */
final class FilterFailedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    FilterFailedException(String message) {
        super(message);
    }
}
