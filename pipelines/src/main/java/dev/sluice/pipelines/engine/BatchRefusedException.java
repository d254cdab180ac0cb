package dev.sluice.pipelines.engine;

import java.io.Serial;

/** Something cannot be done with a batch; nothing of what was asked for is done, but for items that were stored before it was found out. */
public final class BatchRefusedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Why why;

    /** Of what kind it is. */
    public enum Why {
        /** There is no such batch. */
        NO_SUCH_BATCH,
        /** The pipeline has no batches, or its stage has none. */
        NO_BATCHES,
        /** A name, a number or a line is malformed. */
        MALFORMED,
        /** It is closed, given up, written by somebody else, or somewhere else than was said. */
        CONFLICT,
        /** As many are written as may be at the same time. */
        FULL,
        /** The pipeline does not run, or Kafka does not answer. */
        UNAVAILABLE
    }

    /** {@code detail}: a sentence. */
    BatchRefusedException(Why why, String detail) {
        super(detail);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
