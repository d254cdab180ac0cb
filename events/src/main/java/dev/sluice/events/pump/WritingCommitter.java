package dev.sluice.events.pump;

import dev.sluice.core.loop.StageFailure;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.client.WorkClients;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes what came of records without a transaction, and commits their offsets once it is written. Who is killed in between, or loses
 * the partitions, has it written once more.
 */
final class WritingCommitter implements Committer {

    private static final System.Logger LOG = System.getLogger(WritingCommitter.class.getName());
    private static final Duration LAST = Duration.ofSeconds(5);
    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("sluice-outputs").start(task);

    private final KafkaCluster cluster;
    private final DueOutputs due;

    /** Whose outputs are written and whose offsets are not committed yet. */
    private final Queue<Written> written = new ConcurrentLinkedQueue<>();

    private @Nullable Producer<byte[], byte[]> producer;
    private Runnable wake = () -> {};

    /** Complete when nothing is being written; only on the consumer's thread. */
    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);

    private record Written(Map<TopicPartition, OffsetAndMetadata> offsets, java.util.function.Consumer<Boolean> told) {}

    WritingCommitter(KafkaCluster cluster, Outputs outputs) {
        this.cluster = cluster;
        this.due = new DueOutputs(outputs);
    }

    @Override
    public void open(Runnable wake) {
        this.wake = wake;
        producer = WorkClients.writer(cluster);
    }

    @Override
    public void assigned(TopicPartition partition, Progress progress) {
        settle();
        due.own(partition, progress);
    }

    @Override
    public void lost(Collection<TopicPartition> partitions) {
        settle();
        due.forget(partitions);
    }

    /** What is being written is, and nobody commits the offsets of that but with those that come later. */
    private void settle() {
        underWay.join();
        for (Written each = written.poll(); each != null; each = written.poll()) {
            each.told().accept(false);
        }
    }

    @Override
    public void commit(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            java.util.function.Consumer<Boolean> told) {
        Producer<byte[], byte[]> present = Objects.requireNonNull(producer, "not open");
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> write(present, offsets), THREADS)
                .thenRun(() -> {
                    written.add(new Written(offsets, told));
                    wake.run();
                })
                .exceptionally(failure -> {
                    // A fault that is not Kafka's nobody expects.
                    Level level = StageFailure.cause(failure) instanceof KafkaException ? Level.DEBUG : Level.WARNING;
                    LOG.log(level, "Outputs are written again.", failure);
                    told.accept(false);
                    return null;
                })
                .exceptionally(fault -> {
                    LOG.log(Level.ERROR, "That outputs are not written could not be told.", fault);
                    return null;
                });
        underWay = CompletableFuture.allOf(underWay, ended);
    }

    @Override
    public boolean hasTurn() {
        return !written.isEmpty();
    }

    @Override
    public void turn(Consumer<byte[], byte[]> consumer) {
        for (Written each = written.poll(); each != null; each = written.poll()) {
            java.util.function.Consumer<Boolean> told = each.told();
            consumer.commitAsync(each.offsets(), (_, failure) -> told.accept(failure == null));
        }
    }

    @Override
    public void commitLast(Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
        settle();
        write(Objects.requireNonNull(producer, "not open"), offsets);
        consumer.commitSync(offsets, LAST);
    }

    /** Blocks until Kafka has all of it, or for as long as its client waits. */
    private void write(Producer<byte[], byte[]> present, Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, Progress> now = DueOutputs.progress(offsets);
        AtomicReference<@Nullable Exception> failed = new AtomicReference<>();
        for (ProducerRecord<byte[], byte[]> record : due.records(now)) {
            present.send(record, (_, failure) -> failed.compareAndSet(null, failure));
            if (failed.get() != null) {
                // Each of those that come behind might wait as long as this one did.
                break;
            }
        }
        present.flush();
        Exception failure = failed.get();
        if (failure != null) {
            throw new KafkaException("What came of " + offsets.keySet() + " could not be written.", failure);
        }
        due.written(now);
    }

    @Override
    public void close() {
        underWay.join();
        Producer<byte[], byte[]> present = producer;
        if (present != null) {
            producer = null;
            present.close(LAST);
        }
    }
}
