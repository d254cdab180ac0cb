package dev.sluice.gateway.framing;

/** Another HTTP implementation could see the end of this request elsewhere. */
final class AmbiguousFramingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    AmbiguousFramingException() {
        super("a request's framing could be read in two ways");
    }
}
