package dev.sluice.runners.sidecar;

/** Looks whether something can be used. */
interface Probe {

    /** Whether it can now; blocks for some seconds at most. */
    boolean isGood();

    /** How long to wait at most before the next look at what is about to start. */
    default long longestPauseMillis() {
        return RunningSidecar.MOST_LOOK_MILLIS;
    }

    /** What it looks for, as the rest of a clause that begins with "it did not". */
    String wanted();
}
