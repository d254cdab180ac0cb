package dev.sluice.events.pump;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What came of records and is not written yet, and how far it is. Of one partition one thread at a time asks, and nobody does while it
 * changes hands.
 */
final class DueOutputs {

    private static final System.Logger LOG = System.getLogger(DueOutputs.class.getName());
    private static final long MILLIS_FOR_MORE = 10;

    private final Outputs outputs;
    private final Map<TopicPartition, Progress> written = new ConcurrentHashMap<>();

    DueOutputs(Outputs outputs) {
        this.outputs = outputs;
    }

    /** The partition is this owner's from now on. */
    void own(TopicPartition partition, Progress progress) {
        written.put(partition, progress);
        outputs.own(partition);
    }

    /** These partitions are somebody else's. */
    void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(written::remove);
        outputs.forget(partitions);
    }

    /** The partitions that are this owner's. */
    Set<TopicPartition> partitions() {
        return Set.copyOf(written.keySet());
    }

    /** All that is told to be done by {@code now} is written, and nothing else. */
    void found(TopicPartition partition, Progress now) {
        written.put(partition, now);
    }

    /** What these offsets tell. What stands beside one has a bound: only what it tells to be done is done. */
    static Map<TopicPartition, Progress> progress(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, Progress> progress = new HashMap<>();
        offsets.forEach(
                (partition, offset) -> progress.put(partition, Progress.read(offset.offset(), offset.metadata())));
        return progress;
    }

    /**
     * What came of one record, which is written or not.
     *
     * @param records stay the same
     */
    record Due(TopicPartition partition, long offset, List<ProducerRecord<byte[], byte[]>> records) {}

    /** What came of the records that are done by {@code now}. Waits for 10 ms at most for what is about to become part of it. */
    List<Due> due(Map<TopicPartition, Progress> now) {
        Map<TopicPartition, SequencedMap<Long, Outputs.Made>> made = new HashMap<>();
        now.forEach((partition, progress) -> made.put(
                partition, outputs.between(partition, written.getOrDefault(partition, Progress.at(0)), progress)));
        await(made.values().stream().flatMap(each -> each.values().stream()));
        List<Due> due = new ArrayList<>();
        made.forEach(
                (partition, all) -> all.forEach((offset, each) -> due.add(new Due(partition, offset, each.records()))));
        return due;
    }

    /** The same, as the records that are written in its place where all become visible together. */
    List<ProducerRecord<byte[], byte[]>> together(Map<TopicPartition, Progress> now) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        due(now).forEach(each -> records.addAll(each.records()));
        return outputs.together(records);
    }

    /** That much is written, though not all that was due with it. */
    void written(Due part) {
        outputs.forget(part.partition(), part.offset());
    }

    /** What came of the records that are done by {@code now} is written. */
    void written(Map<TopicPartition, Progress> now) {
        now.forEach((partition, progress) -> {
            written.put(partition, progress);
            outputs.forget(partition, progress);
        });
    }

    private static void await(Stream<Outputs.Made> made) {
        List<CompletableFuture<Void>> open =
                made.map(Outputs.Made::settled).filter(each -> !each.isDone()).toList();
        if (open.isEmpty()) {
            return;
        }
        try {
            CompletableFuture.allOf(open.toArray(CompletableFuture<?>[]::new))
                    .get(MILLIS_FOR_MORE, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.TRACE, "It goes without what is not there.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
