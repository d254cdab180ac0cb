package dev.sluice.core.catalog;

import org.jspecify.annotations.NullMarked;

/** The place where things are kept failed; the message is a sentence for people that says where and what to do. */
@NullMarked
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What kind of failure it is. */
    public enum Reason {
        /** There is no room left. */
        FULL,
        /** Anything else: no permission, a broken disk, a service out of reach. */
        FAILED
    }

    public StorageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public StorageException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
