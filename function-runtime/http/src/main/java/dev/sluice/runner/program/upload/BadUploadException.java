package dev.sluice.runner.program.upload;

/** An upload is no program; the message is a sentence for its author. */
public final class BadUploadException extends Exception {

    private static final long serialVersionUID = 1L;

    BadUploadException(String message) {
        super(message);
    }
}
