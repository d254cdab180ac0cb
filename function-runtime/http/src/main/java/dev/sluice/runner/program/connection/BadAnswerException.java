package dev.sluice.runner.program.connection;

import java.io.IOException;

/** What the program answers is not what HTTP allows; the message is a sentence for its author. */
public final class BadAnswerException extends IOException {

    private static final long serialVersionUID = 1L;

    BadAnswerException(String message) {
        super(message);
    }
}
