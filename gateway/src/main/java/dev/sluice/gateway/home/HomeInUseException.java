package dev.sluice.gateway.home;

/** Another process works in the home folder; the message says which and what to do. */
public final class HomeInUseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HomeInUseException(String message) {
        super(message);
    }
}
