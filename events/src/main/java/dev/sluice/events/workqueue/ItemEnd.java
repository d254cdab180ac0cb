package dev.sluice.events.workqueue;

import java.time.Duration;
import java.util.Optional;

/** What came of working on an item once. */
sealed interface ItemEnd {

    /**
     * All functions are done with it.
     *
     * @param tookMillis how long that took
     * @param answer what the last one said; empty if nothing
     */
    record Done(long tookMillis, Optional<KeptAnswer> answer) implements ItemEnd {}

    /**
     * It failed, and that counts.
     *
     * @param at the step that failed
     * @param after how long until it is tried again; empty if it is not
     * @param partial what the steps before it made, if that is not kept yet
     * @param reason a word, and a sentence
     */
    record Failed(int at, long tookMillis, Optional<Duration> after, Optional<KeptAnswer> partial, String reason)
            implements ItemEnd {}

    /** It was ended from outside, as where a process is killed; that does not count. */
    record Ended(int at, Optional<KeptAnswer> partial) implements ItemEnd {}

    /**
     * It was not tried, and no other would have been.
     *
     * @param after how long it makes no sense to try
     * @param why in a sentence
     */
    record Hindered(int at, Optional<KeptAnswer> partial, Duration after, String why) implements ItemEnd {}
}
