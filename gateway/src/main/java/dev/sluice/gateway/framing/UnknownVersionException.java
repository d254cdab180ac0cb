package dev.sluice.gateway.framing;

/** A request is of a version that is spoken otherwise, such as HTTP/2, or not at all. */
final class UnknownVersionException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnknownVersionException() {
        super("a request is neither of HTTP/1.0 nor of HTTP/1.1");
    }
}
