package dev.sluice.events.workqueue;

/** How many items of a queue stand how; those that are worked on are among those that wait, or are tried again. */
public record ItemCounts(int waiting, int retrying, int done, int parked, int running) {

    static final ItemCounts NONE = new ItemCounts(0, 0, 0, 0, 0);

    /** How many are still to be done. */
    public int open() {
        return waiting + retrying;
    }
}
