package dev.sluice.gateway.framing;

/** A request's target has what no target may have, or an escape that is none. */
final class BadTargetException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    BadTargetException() {
        super("a request's target is not written as HTTP has it");
    }
}
