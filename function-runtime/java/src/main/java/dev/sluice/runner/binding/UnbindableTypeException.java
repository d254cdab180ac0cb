package dev.sluice.runner.binding;

/** A type that JSON cannot be bound to; the message is a sentence for the function's author. */
public final class UnbindableTypeException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Whether the message says itself what to do, after a colon. */
    public boolean advises() {
        return String.valueOf(getMessage()).contains(": ");
    }

    UnbindableTypeException(String message) {
        super(message);
    }
}
