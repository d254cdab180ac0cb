package dev.sluice.events.pump;

import java.util.List;

/** Records that are worked on together, or one that goes to the dead letters. */
final class Batch {

    final long work;
    final PartitionLanes lanes;
    final List<Entry> entries;

    /** The commit that tells that it begins; 0 if there is none yet. */
    long toldBy;

    Batch(long work, PartitionLanes lanes, List<Entry> entries) {
        this.work = work;
        this.lanes = lanes;
        this.entries = List.copyOf(entries);
    }
}
