package dev.sluice.decorators.transform.patch;

/** A document is not one that a patch can be applied to. */
public final class InapplicableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String why;

    InapplicableException(String why) {
        super(why);
        this.why = why;
    }

    /** A sentence without a full stop. It has pointers of the patch in it, and nothing of the document. */
    public String why() {
        return why;
    }
}
