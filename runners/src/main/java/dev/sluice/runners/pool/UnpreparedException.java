package dev.sluice.runners.pool;

/** What an instance needs before it starts cannot be made; the message is a sentence for people. */
public final class UnpreparedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final String reason;

    /** @param reason a stable word, lower-case with underscores */
    public UnpreparedException(String reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    /** The stable word. */
    public String reason() {
        return reason;
    }
}
