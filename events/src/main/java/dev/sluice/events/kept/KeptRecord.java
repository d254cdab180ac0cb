package dev.sluice.events.kept;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.stored.Fields;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * The newest record under an id.
 *
 * @param value read-only
 */
public record KeptRecord(InvocationId id, Fields fields, ByteBuffer value, Instant written) {

    public KeptRecord {
        value = value.slice().asReadOnlyBuffer();
    }

    /** What it takes in memory, about: its value, and 1 KiB for the rest. */
    long heldBytes() {
        return 1024L + value.remaining();
    }

    @Override
    public ByteBuffer value() {
        return value.duplicate();
    }
}
