package dev.sluice.events.schedule;

/** What becomes of runs whose time has passed without them, because no gateway was up or nothing could be kept. */
public enum MissedRuns {
    /** They are left out, unless the last one is late by no more than a minute. */
    SKIP,
    /** The last one runs late, the others are left out. */
    ONCE,
    /** They all run late, the last ones if they are too many. */
    ALL
}
