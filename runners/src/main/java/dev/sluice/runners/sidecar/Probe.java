package dev.sluice.runners.sidecar;

/** Looks whether something can be used. */
interface Probe {

    /** Whether it can now; blocks for some seconds at most. */
    boolean isGood();

    /** What it looks for, as the rest of a clause that begins with "it did not". */
    String wanted();
}
