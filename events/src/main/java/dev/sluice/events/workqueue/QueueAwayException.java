package dev.sluice.events.workqueue;

/** A work queue cannot be asked now. */
public final class QueueAwayException extends Exception {

    private static final long serialVersionUID = 1;

    /** {@code message}: a sentence. */
    QueueAwayException(String message) {
        super(message, null, false, false);
    }
}
