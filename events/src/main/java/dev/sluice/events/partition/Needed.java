package dev.sluice.events.partition;

import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** What stands beside the offset of a partition: the first record before it that is needed still. */
public final class Needed {

    private static final String PREFIX = "needed ";

    private Needed() {}

    static OffsetAndMetadata beside(long offset, OptionalLong needed) {
        return new OffsetAndMetadata(offset, needed.isPresent() ? PREFIX + needed.getAsLong() : "");
    }

    /** The first offset that must stay: of what is needed still, or of what is not done. */
    public static long first(OffsetAndMetadata committed) {
        String text = committed.metadata();
        if (!text.startsWith(PREFIX)) {
            return committed.offset();
        }
        try {
            return Math.min(committed.offset(), Long.parseLong(text.substring(PREFIX.length())));
        } catch (NumberFormatException e) {
            // Somebody else wrote it: nothing is deleted by it.
            return 0;
        }
    }
}
