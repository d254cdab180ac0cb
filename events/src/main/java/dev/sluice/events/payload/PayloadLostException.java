package dev.sluice.events.payload;

/** The file of a payload is not there any more, or is not what it was. The message is a sentence. */
public final class PayloadLostException extends Exception {

    private static final long serialVersionUID = 1L;

    PayloadLostException(String message) {
        super(message);
    }
}
