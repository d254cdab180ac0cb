package dev.sluice.store.document;

/** A document that cannot be read; the message says what is wrong, and where if that is known. */
public final class DocumentException extends Exception {

    private static final long serialVersionUID = 1L;

    DocumentException(String message) {
        super(message);
    }
}
