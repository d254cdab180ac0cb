package dev.sluice.events.topic;

import dev.sluice.events.record.ReadRecord;
import java.util.List;

/** What comes next of reading a topic. */
public sealed interface TailStep {

    /** Records, at least one; of one partition in the order of their offsets. */
    record Records(List<ReadRecord> records) implements TailStep {
        public Records {
            records = List.copyOf(records);
        }
    }

    /** The topic let go of records before they were read: it keeps them no longer than its retention. */
    record Lost(int partition, long count) implements TailStep {}

    /** Nothing came for as long as was waited; there may be more. */
    record Quiet() implements TailStep {}

    /** There is no more: all is read that was there, or the topic is gone. */
    record End() implements TailStep {}
}
