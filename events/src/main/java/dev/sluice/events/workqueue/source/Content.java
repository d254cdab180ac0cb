package dev.sluice.events.workqueue.source;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What an item holds.
 *
 * @param version of what was given; empty if the source does not say
 * @param type its media type; empty if the source does not say
 */
public record Content(ByteBuffer bytes, String version, Optional<String> type) {

    /** Nothing, of no version. */
    public static final Content NONE = new Content(ByteBuffer.allocate(0), "", Optional.empty());

    /** 8 MiB: the longest. */
    public static final int LONGEST = 8 << 20;
}
