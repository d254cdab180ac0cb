package dev.sluice.events.trigger;

/** What became of a record could not be told to its destination yet; the message is a sentence. */
final class NotSentException extends Exception {

    private static final long serialVersionUID = 1;

    NotSentException(String message) {
        super(message);
    }
}
