package dev.sluice.events.broker;

import java.time.Duration;

/** How long until the next attempt: none the first time, then 1 s, 2 s and so on to 30 s. Not thread-safe. */
final class BackOff {

    private static final int MOST_SECONDS = 30;

    private int seconds;

    Duration next() {
        Duration now = Duration.ofSeconds(seconds);
        seconds = Math.min(MOST_SECONDS, seconds == 0 ? 1 : seconds * 2);
        return now;
    }

    void reset() {
        seconds = 0;
    }
}
