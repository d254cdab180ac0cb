package dev.sluice.runner.loading;

/** An entry of the class path cannot be read; the message is a sentence for the function's author. */
public final class BadClassPathException extends Exception {

    private static final long serialVersionUID = 1L;

    BadClassPathException(String message) {
        super(message);
    }
}
