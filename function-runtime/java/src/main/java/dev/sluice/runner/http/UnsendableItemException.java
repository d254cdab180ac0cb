package dev.sluice.runner.http;

import java.io.IOException;

/** One of the items that an answer is made of cannot be sent; the message is a sentence. */
public final class UnsendableItemException extends IOException {

    private static final long serialVersionUID = 1L;

    UnsendableItemException(String message) {
        super(message);
    }
}
