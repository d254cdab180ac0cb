package dev.sluice.decorators.transform;

/** A body does not have what the rewriting needs, or it took too long. */
final class NotRewrittenException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String why;

    NotRewrittenException(String why, Throwable cause) {
        super(why, cause);
        this.why = why;
    }

    NotRewrittenException(String why) {
        super(why);
        this.why = why;
    }

    String why() {
        return why;
    }
}
