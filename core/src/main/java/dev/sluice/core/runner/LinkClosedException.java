package dev.sluice.core.runner;

/** The connection to a runner is gone. */
public final class LinkClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LinkClosedException(String message) {
        super(message);
    }
}
