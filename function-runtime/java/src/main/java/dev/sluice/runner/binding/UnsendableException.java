package dev.sluice.runner.binding;

/** A part of a value that cannot be written; the message is half a sentence. */
final class UnsendableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnsendableException(String message) {
        super(message);
    }
}
