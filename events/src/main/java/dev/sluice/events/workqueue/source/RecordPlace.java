package dev.sluice.events.workqueue.source;

/** Where a record is in its topic. */
record RecordPlace(int partition, long offset) {

    /** As in {@code 0-17}. */
    @Override
    public String toString() {
        return partition + "-" + offset;
    }
}
