package dev.sluice.pipelines.engine;

import java.io.Serial;

/** An item cannot go on. */
final class ItemFailedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** {@code reason}: stable, lower-case with underscores; {@code detail}: a sentence. */
    ItemFailedException(String reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
