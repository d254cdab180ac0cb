package dev.sluice.gateway.framing;

/** A body in chunks is not written as HTTP/1.1 has it, so that nobody knows where it ends. */
final class BadChunkException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    BadChunkException() {
        super("a chunk of a request's body is not written as HTTP/1.1 has it");
    }
}
