package dev.sluice.events.bus;

/**
 * What is kept of published events because a subscriber has not settled it.
 *
 * @param events up to {@link #MOST_EVENTS}, of a namespace
 * @param bytes on the broker's disk, up to {@link #MOST_BYTES}; with what is settled and not deleted yet
 */
record BusBacklog(long events, long bytes) {

    static final long MOST_EVENTS = 1_000_000;
    static final long MOST_BYTES = 4L << 30;

    static final BusBacklog NONE = new BusBacklog(0, 0);

    BusBacklog plus(long moreEvents, long moreBytes) {
        return new BusBacklog(events + moreEvents, bytes + moreBytes);
    }

    /** What is to be said to whoever publishes more. */
    String full() {
        return "Of published events " + events + " wait for a subscriber, with " + bytes + " bytes, and up to "
                + MOST_EVENTS
                + " with " + MOST_BYTES + " may: see with 'sluice get triggers' which trigger is paused or behind, and"
                + " publish again when it has caught up. Nothing was published.";
    }

    boolean isFull() {
        return events > MOST_EVENTS || bytes > MOST_BYTES;
    }
}
