package dev.sluice.events.workqueue.source;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What an item holds.
 *
 * @param version of what was given; empty if the source does not say
 * @param type its media type; empty if the source does not say, or says what is longer than a media type is
 */
public record Content(ByteBuffer bytes, String version, Optional<String> type) {

    /** Nothing, of no version. */
    public static final Content NONE = new Content(ByteBuffer.allocate(0), "", Optional.empty());

    /** 8 MiB: the longest. */
    public static final int LONGEST = 8 << 20;

    private static final int LONGEST_TYPE = 1_000;

    public Content {
        type = sensible(type);
    }

    /** A media type that may stand in a record, and in the head of a call. */
    public static Optional<String> sensible(Optional<String> type) {
        return type.filter(told -> told.length() <= LONGEST_TYPE);
    }
}
