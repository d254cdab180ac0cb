package dev.sluice.events.pump;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.client.WorkClients;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A producer with one transaction at a time, made anew where nobody knows what became of the last one. One thread at a time uses it. */
final class TransactionProducer {

    private static final System.Logger LOG = System.getLogger(TransactionProducer.class.getName());
    private static final Duration LAST = Duration.ofSeconds(5);

    private final KafkaCluster cluster;
    private final String id;
    private volatile @Nullable Producer<byte[], byte[]> producer;
    private volatile boolean doubtful;

    /** @param id of its transactions, which nobody else has at the same time; who had it before is cut off */
    TransactionProducer(KafkaCluster cluster, String id) {
        this.cluster = cluster;
        this.id = id;
    }

    /**
     * Ends what was left open under its id. Blocks for some 10 s at most.
     *
     * @throws KafkaException if Kafka does not answer, or refuses
     */
    void open() {
        close(Duration.ZERO);
        producer = WorkClients.transactions(cluster, id);
        doubtful = false;
    }

    /** Whether its last transaction may be committed, and may not: Kafka knows once this is opened anew. */
    boolean isDoubtful() {
        return doubtful;
    }

    /**
     * Writes all of it or nothing, once it is open. Blocks for as long as Kafka's client waits: some 10 s for each of its steps.
     *
     * @throws KafkaException if it is not written, or if nobody knows, which {@link #isDoubtful} tells from before this returns
     */
    void transact(
            List<ProducerRecord<byte[], byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata member) {
        Producer<byte[], byte[]> present = Objects.requireNonNull(producer, "not open");
        try {
            present.beginTransaction();
            WorkClients.send(present, records);
            present.sendOffsetsToTransaction(offsets, member);
            present.commitTransaction();
        } catch (KafkaException e) {
            abort(present);
            throw e;
        } catch (RuntimeException e) {
            abort(present);
            throw new KafkaException("The producer of " + id + " does not take this.", e);
        }
    }

    /** What cannot be aborted, or may be committed, ends with its producer. */
    private void abort(Producer<byte[], byte[]> present) {
        try {
            present.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            LOG.log(Level.DEBUG, () -> "The producer of " + id + " is made anew.", e);
            doubtful = true;
            close(Duration.ZERO);
        }
    }

    void close() {
        close(LAST);
    }

    private void close(Duration within) {
        Producer<byte[], byte[]> present = producer;
        if (present != null) {
            producer = null;
            present.close(within);
        }
    }
}
