package dev.sluice.gateway.upstream.wire;

/** A request cannot be written as HTTP/1.1 has it; the message says what of it, inside a sentence. */
public final class BadRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    public BadRequestException(String what) {
        super(what);
    }
}
