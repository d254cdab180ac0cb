package dev.sluice.runner.project;

/** Nothing can be made; the message is a sentence for the author, in one line. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedException(String sentence) {
        super(sentence);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
