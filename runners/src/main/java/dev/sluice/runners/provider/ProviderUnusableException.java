package dev.sluice.runners.provider;

/** A provider cannot work on this machine as it is set; the message is a sentence that says what to install or set. */
public final class ProviderUnusableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ProviderUnusableException(String message) {
        super(message);
    }

    public ProviderUnusableException(String message, Throwable cause) {
        super(message, cause);
    }
}
