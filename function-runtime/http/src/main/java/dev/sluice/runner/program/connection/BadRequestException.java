package dev.sluice.runner.program.connection;

/** A request cannot be written as HTTP/1.1; the message says why. */
public final class BadRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
        super(message);
    }
}
