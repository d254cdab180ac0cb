package dev.sluice.gateway.home;

/** A newer gateway has written a home or a shared folder in a way that this one does not understand. */
public final class HomeNewerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HomeNewerException(String message) {
        super(message);
    }
}
