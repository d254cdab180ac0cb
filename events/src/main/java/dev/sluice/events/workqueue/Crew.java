package dev.sluice.events.workqueue;

import java.time.Duration;

/**
 * How many items are worked on at the same time: no more than somebody allows, than are needed to be done by a time, and than the
 * platform takes. It takes half as many when it refuses some, none for a while, and then one more for each round that went well, as in
 * congestion control (AIMD). Times are in milliseconds. Thread-safe.
 */
final class Crew {

    private static final double WEIGHT = 0.05;
    private static final long SHORTEST_PAUSE = 50;
    private static final long LONGEST_PAUSE = 30_000;

    private double taken = Integer.MAX_VALUE;
    private double mean = -1;
    private long backlogSince = -1;
    private long pausedUntil;
    private int pauses;
    private String hindrance = "";

    /** What was kept of a backlog that is not done; before all else. */
    synchronized void restore(long since) {
        backlogSince = since;
    }

    /** So many items are to be done, and running ones are among them. */
    synchronized void open(int items, long now) {
        if (items == 0) {
            backlogSince = -1;
        } else if (backlogSince < 0) {
            backlogSince = now;
        }
    }

    /** How many may be worked on now. */
    synchronized int limit(WorkQueueSettings settings, int open, long now) {
        if (now < pausedUntil) {
            return 0;
        }
        double most = Math.min(taken, settings.parallel());
        return (int) Math.max(
                1,
                Math.min(
                        most,
                        settings.finishBy().map(by -> needed(by, open, now)).orElse(most)));
    }

    private double needed(Duration by, int open, long now) {
        long left = backlogSince + by.toMillis() - now;
        return mean < 0 || backlogSince < 0 || left <= 0 ? Double.MAX_VALUE : Math.ceil(open * mean / left);
    }

    /** One was worked on to its end, well or not, and that took so long. */
    synchronized void worked(long millis, int parallel) {
        mean = mean < 0 ? millis : mean + WEIGHT * (millis - mean);
        pauses = 0;
        hindrance = "";
        taken = Math.min(parallel, taken + 1 / Math.max(1, taken));
    }

    /** The platform, or the source, did not take it: nothing begins for {@code after}, or longer the more often that comes. */
    synchronized void hindered(Duration after, String why, int running, long now) {
        hindrance = why;
        if (now < pausedUntil) {
            return;
        }
        long grown = SHORTEST_PAUSE << Math.min(pauses, 10);
        pausedUntil = now + Math.min(LONGEST_PAUSE, Math.max(after.toMillis(), grown));
        pauses++;
        taken = Math.max(1, (running + 1) / 2.0);
    }

    /** Why nothing, or less, is worked on, in a sentence; empty if nothing hinders. */
    synchronized String hindrance() {
        return hindrance;
    }

    /** What an item takes, by those that were worked on; 0 before one was. */
    synchronized double meanMillis() {
        return Math.max(0, mean);
    }

    /** Since when there is something to be done; -1 if there is nothing. */
    synchronized long backlogSince() {
        return backlogSince;
    }
}
