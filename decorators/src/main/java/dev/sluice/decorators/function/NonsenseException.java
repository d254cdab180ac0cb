package dev.sluice.decorators.function;

/** A decorator function said what makes no sense; the message says what, inside a sentence. */
final class NonsenseException extends Exception {

    private static final long serialVersionUID = 1;

    NonsenseException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
