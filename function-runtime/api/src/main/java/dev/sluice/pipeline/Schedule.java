package dev.sluice.pipeline;

import java.time.Duration;
import java.util.Map;

/** When batches begin by the clock. Lengths are in whole milliseconds. Immutable: each method returns a new one. */
public final class Schedule {

    private final Options options;

    private Schedule(Options options) {
        this.options = options;
    }

    /** Times of the calendar in UTC, in five fields, or six with seconds in front. */
    public static Schedule cron(String expression) {
        return new Schedule(Options.NONE.with("cron", expression));
    }

    /** A fixed rate, 1 s to 8,784 h: at whole multiples of it since 1970 in UTC. */
    public static Schedule every(Duration length) {
        return new Schedule(Options.NONE.with("every", length));
    }

    /** A single time of RFC 3339. */
    public static Schedule at(String time) {
        return new Schedule(Options.NONE.with("at", time));
    }

    /** The zone of the IANA time zone database whose clocks count. */
    public Schedule zone(String zone) {
        return new Schedule(options.with("zone", zone));
    }

    /** Of what is missed, nothing begins but for the last one if it is late by a minute at most. */
    public Schedule skipMissed() {
        return new Schedule(options.with("missed", "skip"));
    }

    /** Of what is missed, the last {@code most} ones begin late, 1 to 1,000; without this the last one does. */
    public Schedule allMissed(int most) {
        return new Schedule(options.with("missed", "all").with("missedMost", most));
    }

    /** A batch begins beside the one before it; without this it is left out while that is under way. */
    public Schedule overlapping() {
        return new Schedule(options.with("overlap", "allow"));
    }

    /** A batch begins when the one before it is over; without this it is left out while that is under way. */
    public Schedule queued() {
        return new Schedule(options.with("overlap", "queue"));
    }

    /** How much later at most a batch begins, up to 1 h; always the same for one pipeline. */
    public Schedule jitter(Duration most) {
        return new Schedule(options.with("jitter", most));
    }

    /** The data of its event: texts, whole numbers, truth values, lists and maps. */
    public Schedule input(Object tree) {
        return new Schedule(options.with("input", tree));
    }

    Map<String, Object> settings() {
        return options.told();
    }
}
