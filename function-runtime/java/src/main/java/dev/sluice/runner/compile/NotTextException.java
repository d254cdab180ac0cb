package dev.sluice.runner.compile;

/** A source file is no text; the message is a sentence for its author. */
public final class NotTextException extends Exception {

    private static final long serialVersionUID = 1L;

    NotTextException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
