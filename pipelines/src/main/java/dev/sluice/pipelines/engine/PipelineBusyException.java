package dev.sluice.pipelines.engine;

import java.io.Serial;

/** A pipeline cannot be changed so while items are under way; the message is a sentence that says what to do. */
public final class PipelineBusyException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    PipelineBusyException(String detail) {
        super(detail);
    }
}
