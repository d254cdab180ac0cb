package dev.sluice.events.trigger;

import dev.sluice.events.destination.Parcel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is still to be sent on of records on which the function has worked, so that it is not called again only because a destination is
 * away. At most 10,000 records and 16 MiB; of what does not fit the function is called again. Thread-safe.
 */
final class Unsent {

    private static final int MOST = 10_000;
    private static final long MOST_BYTES = 16 * 1024 * 1024;

    /** Guarded by this, as is the one below. */
    private final Map<Place, List<Parcel>> parcels = new HashMap<>();

    private long bytes;

    /** Also the time: a topic that is made anew has the same offsets. */
    private record Place(String topic, int partition, long offset, long time) {

        static Place of(ConsumerRecord<byte[], byte[]> record) {
            return new Place(record.topic(), record.partition(), record.offset(), record.timestamp());
        }
    }

    synchronized void keep(ConsumerRecord<byte[], byte[]> record, List<Parcel> left) {
        long size = bytes(left);
        if (parcels.size() >= MOST || bytes + size > MOST_BYTES) {
            // The oldest may be of partitions that others have by now; nothing tells which these are.
            parcels.clear();
            bytes = 0;
        }
        if (size <= MOST_BYTES && parcels.putIfAbsent(Place.of(record), left) == null) {
            bytes += size;
        }
    }

    synchronized Optional<List<Parcel>> take(ConsumerRecord<byte[], byte[]> record) {
        Optional<List<Parcel>> left = Optional.ofNullable(parcels.remove(Place.of(record)));
        left.ifPresent(these -> bytes -= bytes(these));
        return left;
    }

    private static long bytes(List<Parcel> all) {
        return all.stream().mapToLong(Parcel::bytes).sum();
    }
}
