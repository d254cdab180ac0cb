package dev.sluice.events.kept;

import dev.sluice.core.invocation.InvocationId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was written here and acknowledged, and was not followed yet: whoever has written a record reads it, and no older one, however
 * far behind the thread that follows is; up to 16 MiB of them. Not thread-safe.
 */
final class OwnWrites {

    private static final long MOST = 16 * 1024 * 1024;

    private final Map<InvocationId, Own> waiting = new HashMap<>();
    private long bytes;

    /** The offset behind what was followed last, by partition. */
    private final Map<Integer, Long> followed = new HashMap<>();

    /**
     * A record that was written.
     *
     * @param record empty for a tombstone
     */
    record Own(int partition, long offset, Optional<KeptRecord> record) {

        long bytes() {
            return record.map(KeptRecord::heldBytes).orElse(0L);
        }
    }

    /** Whether there is no room for more: whoever has written one is told when it was followed. */
    boolean isFull() {
        return bytes >= MOST;
    }

    /** Whether it is newer than all that is known under the id. */
    boolean written(InvocationId id, Own own) {
        if (own.offset() < followed.getOrDefault(own.partition(), 0L)) {
            return false;
        }
        Own before = waiting.get(id);
        if (before != null && before.offset() > own.offset()) {
            return false;
        }
        waiting.put(id, own);
        bytes += own.bytes() - (before == null ? 0 : before.bytes());
        return true;
    }

    /**
     * All of a partition up to this offset was followed, where there is a record under {@code id}. Tells whether that is newer than all
     * that was known under the id.
     */
    boolean followed(InvocationId id, int partition, long offset) {
        followed.put(partition, offset + 1);
        Own own = waiting.get(id);
        if (own != null && own.offset() <= offset) {
            waiting.remove(id);
            bytes -= own.bytes();
        }
        return own == null || own.offset() < offset;
    }

    /** What was written here under an id, if that is newer than what was followed. */
    @Nullable
    Own find(InvocationId id) {
        return waiting.get(id);
    }

    int size() {
        return waiting.size();
    }
}
