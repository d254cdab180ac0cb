package dev.sluice.runner.http;

/** What the function answered cannot be sent; the message is a sentence for its author. */
public final class BadAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    public BadAnswerException(String message) {
        super(message);
    }
}
