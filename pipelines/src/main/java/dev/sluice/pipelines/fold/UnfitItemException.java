package dev.sluice.pipelines.fold;

import java.io.Serial;

/** An item has nothing that can be folded. */
public final class UnfitItemException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** {@code message}: a sentence. */
    public UnfitItemException(String message) {
        super(message);
    }

    /** A sentence for people. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
