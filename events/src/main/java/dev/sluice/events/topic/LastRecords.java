package dev.sluice.events.topic;

import dev.sluice.events.record.ReadRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The last records of several partitions together, by their times. No more than {@link #MOST_BYTES} of them are held, so that large ones are
 * fewer; the last one is always among them.
 */
final class LastRecords {

    /** 8 MiB. */
    private static final long MOST_BYTES = 8L << 20;

    private static final Comparator<ReadRecord> ORDER = Comparator.comparing(ReadRecord::time)
            .thenComparingInt(ReadRecord::partition)
            .thenComparingLong(ReadRecord::offset);

    private final int most;
    private final PriorityQueue<ReadRecord> held = new PriorityQueue<>(ORDER);
    private final Map<Integer, Integer> counts = new HashMap<>();
    private long bytes;

    LastRecords(int most) {
        this.most = most;
    }

    /** Reads from where the consumer stands to {@code ends}; the oldest first. */
    List<ReadRecord> read(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        long began = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                add(ReadRecord.of(record));
            }
            if (System.nanoTime() - began > TopicClients.ANSWER.toNanos()) {
                throw new TimeoutException("the last records could not be read in time");
            }
        }
        List<ReadRecord> last = new ArrayList<>(held);
        last.sort(ORDER);
        return last;
    }

    /** Whether so many were read of a partition that no older one of it can be among the last. */
    boolean hasAll(TopicPartition partition) {
        return counts.getOrDefault(partition.partition(), 0) >= most;
    }

    private void add(ReadRecord record) {
        counts.merge(record.partition(), 1, Integer::sum);
        held.add(record);
        bytes += size(record);
        while (held.size() > most || bytes > MOST_BYTES && held.size() > 1) {
            bytes -= size(held.remove());
        }
    }

    private static long size(ReadRecord record) {
        return RecordSize.of(record.record());
    }
}
