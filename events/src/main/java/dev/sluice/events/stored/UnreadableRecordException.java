package dev.sluice.events.stored;

/** A record is not what its topic holds: of a format to come, or damaged. It is left alone. */
public final class UnreadableRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    public UnreadableRecordException(String message) {
        super(message);
    }
}
