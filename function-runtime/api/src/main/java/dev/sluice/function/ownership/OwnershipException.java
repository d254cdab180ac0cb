package dev.sluice.function.ownership;

/** What was asked of the platform was not done; the message is a sentence for people. */
public final class OwnershipException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String reason;

    public OwnershipException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * A word that stays the same: that of the API, as {@code held_by_others}, {@code lease_lost}, {@code key_differs} or {@code token_stale}; {@code
     * unreachable} if the gateway did not answer, when it is not known whether something was changed; {@code no_platform} if the environment names no
     * gateway.
     */
    public String reason() {
        return reason;
    }
}
