package dev.sluice.core.invocation;

import java.util.Locale;

/** Why a pool gave no slot, or took one back. */
public enum RejectReason {
    /** As many invocations wait as may. */
    QUEUE_FULL,
    /** It waited as long as it may, with all instances busy. */
    QUEUE_TIMEOUT,
    /** Its deadline passed before a slot was free. */
    DEADLINE_PASSED,
    /** No instance was up within the start budget, because the machine has no room or starts are throttled. */
    START_TIMEOUT,
    /** Its instances keep crashing; new ones wait for the back-off to pass. */
    CRASH_LOOP,
    /** A background call had the only slot, which an interactive call needed: it was cancelled while it ran. */
    PREEMPTED,
    /** Its shard may have one owner, and that is not here. */
    SHARD_ELSEWHERE,
    /** The gateway is shutting down. */
    SHUTTING_DOWN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word used in answers, access records and metrics. */
    public String word() {
        return word;
    }
}
