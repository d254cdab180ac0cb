package dev.sluice.decorators.evaluate;

/** A source cannot be compiled, or a program cannot be evaluated for an input; the message is a clause for people. */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String why;

    public RefusedException(String why) {
        super(why);
        this.why = why;
    }

    public RefusedException(String why, Throwable cause) {
        super(why, cause);
        this.why = why;
    }

    public String why() {
        return why;
    }
}
