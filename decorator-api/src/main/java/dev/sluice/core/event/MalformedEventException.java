package dev.sluice.core.event;

/** Something is not an event as CloudEvents 1.0.2 has them; the message says what and where, and has no full stop. */
public final class MalformedEventException extends Exception {

    private static final long serialVersionUID = 1;

    public MalformedEventException(String message) {
        super(message);
    }
}
