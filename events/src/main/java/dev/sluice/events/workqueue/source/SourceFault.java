package dev.sluice.events.workqueue.source;

/** A source did not give what it was asked for. */
public final class SourceFault extends Exception {

    private static final long serialVersionUID = 1;

    private final Why why;

    /** What that means for who asked. */
    public enum Why {
        /** It may give it later. */
        PASSING,
        /** There is no such item, though it was listed. */
        NOT_THERE,
        /** It does not give this one, and may give others. */
        REFUSED,
        /** It is longer than an item may be. */
        TOO_LONG
    }

    /** {@code message}: a sentence. */
    public SourceFault(Why why, String message) {
        super(message, null, false, false);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
