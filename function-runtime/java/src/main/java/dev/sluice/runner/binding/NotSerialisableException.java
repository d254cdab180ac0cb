package dev.sluice.runner.binding;

/** A value that cannot be written as JSON; the message is a sentence for the function's author. */
public final class NotSerialisableException extends Exception {

    private static final long serialVersionUID = 1L;

    NotSerialisableException(String message) {
        super(message);
    }
}
