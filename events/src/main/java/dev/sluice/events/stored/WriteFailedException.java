package dev.sluice.events.stored;

/** A record is not known to be kept. */
public final class WriteFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public WriteFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
