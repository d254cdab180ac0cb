package dev.sluice.runner.binding;

import java.io.IOException;

/** What the caller sent does not fit the function's input type; the message is a sentence for the caller. */
public final class BadInputException extends IOException {

    private static final long serialVersionUID = 1L;

    public BadInputException(String message) {
        super(message);
    }
}
