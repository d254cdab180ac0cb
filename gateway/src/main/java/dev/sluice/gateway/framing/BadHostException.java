package dev.sluice.gateway.framing;

/** A request of HTTP/1.1 does not say once, and rightly, which host it is for. */
final class BadHostException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    BadHostException() {
        super("a request has not the one valid Host that HTTP/1.1 asks for");
    }
}
