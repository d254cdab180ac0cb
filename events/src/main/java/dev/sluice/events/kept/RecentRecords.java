package dev.sluice.events.kept;

import dev.sluice.core.invocation.InvocationId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The records that were written last, 8 MiB of them by their values and 1 KiB for each. Thread-safe. */
final class RecentRecords {

    private static final long MOST = 8 * 1024 * 1024;

    private final Map<InvocationId, Recent> records = new LinkedHashMap<>();
    private long bytes;

    private record Recent(KeptRecord record, long place) {

        long bytes() {
            return record.heldBytes();
        }
    }

    synchronized void put(KeptRecord record, long place) {
        remove(records.remove(record.id()));
        Recent recent = new Recent(record, place);
        records.put(record.id(), recent);
        bytes += recent.bytes();
        Iterator<Recent> oldest = records.values().iterator();
        while (bytes > MOST && oldest.hasNext()) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    private void remove(@Nullable Recent recent) {
        bytes -= recent == null ? 0 : recent.bytes();
    }

    /** The record under an id, if it is the one at this place. */
    synchronized Optional<KeptRecord> find(InvocationId id, long place) {
        return Optional.ofNullable(records.get(id))
                .filter(recent -> recent.place() == place)
                .map(Recent::record);
    }
}
