package dev.sluice.pipelines.parked;

/** A key cannot be parked, because a partition of its stage has as many parked keys as are held in memory. */
public final class TooManyParkedKeysException extends Exception {

    private static final long serialVersionUID = 1L;

    TooManyParkedKeysException(int most) {
        super(most
                + " keys are parked in this partition of the stage, and no more are: retry or discard some of them.");
    }
}
