package dev.sluice.events.pump;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.client.WorkClients;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Commits offsets and what came of the records in one transaction: who reads committed records only sees it exactly when they are done.
 * A member that was expelled from its group is refused by the group's metadata, which are those of the consumer that read the records.
 *
 * <p>A transaction begins when all that it has is there, so it is short.
 */
final class TransactionCommitter implements Committer {

    private static final System.Logger LOG = System.getLogger(TransactionCommitter.class.getName());
    private static final Duration LAST = Duration.ofSeconds(5);
    private static final long MILLIS_FOR_MORE = 10;

    private final KafkaCluster cluster;
    private final String id;
    private final Outputs outputs;
    private final Map<TopicPartition, Progress> kept = new HashMap<>();
    private @Nullable Producer<byte[], byte[]> producer;

    /**
     * Of one consumer.
     *
     * @param id of the transactions, which no other consumer has at the same time; one that had it before is cut off
     */
    TransactionCommitter(KafkaCluster cluster, String id, Outputs outputs) {
        this.cluster = cluster;
        this.id = id;
        this.outputs = outputs;
    }

    /** Ends what somebody left open who had the same id: until then nobody reads what is behind it, nor where its group stands. */
    @Override
    public void open() {
        producer = WorkClients.transactions(cluster, id);
    }

    @Override
    public void assigned(TopicPartition partition, Progress progress) {
        kept.put(partition, progress);
        outputs.own(partition);
    }

    @Override
    public void lost(Collection<TopicPartition> partitions) {
        partitions.forEach(kept::remove);
        outputs.forget(partitions);
    }

    @Override
    public void commit(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            java.util.function.Consumer<Boolean> told) {
        try {
            transact(consumer, offsets);
            told.accept(true);
        } catch (KafkaException e) {
            LOG.log(Level.DEBUG, () -> "A transaction of " + id + " is made again.", e);
            told.accept(false);
        }
    }

    @Override
    public void commitLast(Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
        transact(consumer, offsets);
    }

    private void transact(Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
        // What stands beside an offset has a bound: only what it tells to be done is done.
        Map<TopicPartition, Progress> now = new HashMap<>();
        offsets.forEach((partition, offset) -> now.put(partition, Progress.read(offset.offset(), offset.metadata())));
        Producer<byte[], byte[]> sender = producer(consumer);
        List<Outputs.Made> made = new ArrayList<>();
        now.forEach((partition, progress) ->
                made.addAll(outputs.between(partition, kept.getOrDefault(partition, Progress.at(0)), progress)));
        await(made);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        made.forEach(each -> records.addAll(each.records()));
        try {
            sender.beginTransaction();
            outputs.together(records).forEach(sender::send);
            sender.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
            sender.commitTransaction();
        } catch (KafkaException e) {
            end(sender);
            throw e;
        }
        now.forEach((partition, progress) -> {
            kept.put(partition, progress);
            outputs.forget(partition, progress);
        });
    }

    /** What is about to become part of it costs no transaction of its own. */
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

    private Producer<byte[], byte[]> producer(Consumer<byte[], byte[]> consumer) {
        Producer<byte[], byte[]> present = producer;
        if (present != null) {
            return present;
        }
        Producer<byte[], byte[]> made = WorkClients.transactions(cluster, id);
        try {
            look(consumer);
        } catch (KafkaException e) {
            made.close(Duration.ZERO);
            throw e;
        }
        producer = made;
        return made;
    }

    /** Whether the last transaction of the producer before was committed is not always known to it; Kafka has ended it by now. */
    private void look(Consumer<byte[], byte[]> consumer) {
        consumer.committed(Set.copyOf(kept.keySet()), StartOffsets.PATIENCE).forEach((partition, offset) -> {
            if (offset != null) {
                kept.put(partition, Progress.read(offset.offset(), offset.metadata()));
            }
        });
    }

    /** What cannot be aborted, or may be committed, ends with its producer. */
    private void end(Producer<byte[], byte[]> sender) {
        try {
            sender.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            LOG.log(Level.DEBUG, () -> "The producer of " + id + " is made anew.", e);
            producer = null;
            sender.close(Duration.ZERO);
        }
    }

    @Override
    public void close() {
        Producer<byte[], byte[]> present = producer;
        if (present != null) {
            present.close(LAST);
            producer = null;
        }
    }
}
