package dev.sluice.events.pump;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    /** What came of the records that are done by {@code now}. Waits for 10 ms at most for what is about to become part of it. */
    List<ProducerRecord<byte[], byte[]>> records(Map<TopicPartition, Progress> now) {
        List<Outputs.Made> made = new ArrayList<>();
        now.forEach((partition, progress) ->
                made.addAll(outputs.between(partition, written.getOrDefault(partition, Progress.at(0)), progress)));
        await(made);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        made.forEach(each -> records.addAll(each.records()));
        return outputs.together(records);
    }

    /** What came of the records that are done by {@code now} is written. */
    void written(Map<TopicPartition, Progress> now) {
        now.forEach((partition, progress) -> {
            written.put(partition, progress);
            outputs.forget(partition, progress);
        });
    }

    private static void await(List<Outputs.Made> made) {
        List<CompletableFuture<Void>> open = made.stream()
                .map(Outputs.Made::settled)
                .filter(each -> !each.isDone())
                .toList();
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
