package dev.sluice.runner.compile;

/** A source file is no text. */
public final class NotTextException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    NotTextException(String sentence, Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    /** For the author. */
    public String sentence() {
        return sentence;
    }
}
