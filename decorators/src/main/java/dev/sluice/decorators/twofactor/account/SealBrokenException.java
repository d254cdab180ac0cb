package dev.sluice.decorators.twofactor.account;

/** What was sealed does not open. */
final class SealBrokenException extends Exception {

    private static final long serialVersionUID = 1L;

    SealBrokenException() {
        super("the seal is broken");
    }
}
