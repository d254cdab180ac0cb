package dev.sluice.pipelines.engine;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.partition.PartitionLog;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The topic that says of which ids items of batches are: a record for each transaction that stores some, under the batch as key. Whoever goes
 * on with a batch reads its records again.
 *
 * @param topic Kafka's name of it
 * @param folder where a {@link KnownIds} may have files
 */
record BatchIds(String topic, Path folder) {

    /** How long ids are known. */
    static final Duration KEPT = Duration.ofDays(7);

    /** Where the ids of a batch are, of a topic with so many partitions. */
    TopicPartition partition(String batch, int partitions) {
        return new TopicPartition(topic, BatchRecords.partition(batch, partitions));
    }

    ProducerRecord<byte[], byte[]> record(TopicPartition partition, String batch, List<byte[]> entries) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(entries.size() * KnownIds.ENTRY);
        entries.forEach(all::writeBytes);
        return new ProducerRecord<>(topic, partition.partition(), BatchRecords.key(batch), all.toByteArray());
    }

    /**
     * The ids of a batch. Blocks until they are read.
     *
     * @param from the offset before which there is none of it
     */
    KnownIds read(KafkaCluster cluster, TopicPartition partition, String batch, long from) {
        KnownIds known = new KnownIds(folder);
        try (PartitionLog log = new PartitionLog(cluster)) {
            log.from(partition, from, record -> {
                if (record.key() != null && record.value() != null && batch.equals(BatchRecords.batch(record.key()))) {
                    known.takeAll(record.value());
                }
            });
            return known;
        } catch (RuntimeException e) {
            known.close();
            throw e;
        }
    }
}
