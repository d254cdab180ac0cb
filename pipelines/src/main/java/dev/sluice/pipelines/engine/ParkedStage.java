package dev.sluice.pipelines.engine;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.client.WorkClients;
import dev.sluice.events.partition.PartitionConsumer;
import dev.sluice.events.partition.PartitionLog;
import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.parked.KeptKey;
import dev.sluice.pipelines.parked.ParkedKeys;
import dev.sluice.pipelines.parked.ParkedWork;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A stage that parks the keys of items that fail.
 *
 * @param topic Kafka's name of that of the stage
 */
record ParkedStage(KafkaCluster cluster, String topic) {

    /** What a record of a parked item has more than that of the item, in bytes at most. */
    static final int MORE = 4 * 1024;

    /** Whether a node parks keys. */
    static boolean is(Node node) {
        return node instanceof Node.Step step
                && step.stage() instanceof Stage.Function function
                && function.onFailure() == Stage.OnFailure.PARK_KEY;
    }

    /** Kafka's name of the topic of its parked items, and of the group that has them; names of stages have no dots. */
    static String items(String topic) {
        return topic + ".parked";
    }

    /** Kafka's name of the topic of what the stage knows of its parked keys. */
    static String keys(String topic) {
        return topic + ".keys";
    }

    /** The parked keys for the work of the stage. */
    ParkedKeys keys() {
        return new ParkedKeys(new ParkedKeys.Topics(items(topic), keys(topic)), (partition, told) -> {
            try (PartitionLog log = new PartitionLog(cluster)) {
                log.all(new TopicPartition(keys(topic), partition), told);
            }
        });
    }

    /** Begins to have parked items go on. {@code givenUp}: whether a batch is. */
    PartitionConsumer consumer(PartitionConsumer.Settings reading, Predicate<String> givenUp) {
        return new PartitionConsumer(
                cluster,
                reading,
                partition -> new ParkedWork(topic, givenUp, (from, until, goesOn) -> {
                    try (PastRecords past = PastRecords.of(new PartitionLog(cluster), partition)) {
                        past.tellWhile(from, until, goesOn);
                    }
                }));
    }

    /**
     * Its parked keys, the oldest first. Blocks until what is kept of them is read.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     */
    List<KeptKey> parked() {
        Map<ByteBuffer, KeptKey> found = new HashMap<>();
        String kept = PipelineRun.kept(items(topic));
        try (PartitionLog log = new PartitionLog(cluster)) {
            int partitions = log.partitions(kept);
            for (int i = 0; i < partitions; i++) {
                log.all(new TopicPartition(kept, i), record -> see(record, found));
            }
        }
        return found.values().stream()
                .sorted(Comparator.comparing(KeptKey::since).thenComparing(KeptKey::key))
                .toList();
    }

    private static void see(ConsumerRecord<byte[], byte[]> record, Map<ByteBuffer, KeptKey> found) {
        ByteBuffer key = ByteBuffer.wrap(record.key());
        if (record.value() == null) {
            found.remove(key);
            return;
        }
        try {
            found.put(key, KeptKey.read(record));
        } catch (UnreadableRecordException e) {
            throw new IllegalStateException("What is kept of a parked key cannot be read: " + e.getMessage(), e);
        }
    }

    /** How many keys the stage has parked, also while nothing runs of it; 0 where there is no such topic. Blocks. */
    static long count(PartitionLog log, String topic) {
        Map<ByteBuffer, Boolean> parked = new HashMap<>();
        int partitions = log.partitions(keys(topic));
        for (int i = 0; i < partitions; i++) {
            log.all(
                    new TopicPartition(keys(topic), i),
                    record -> parked.put(ByteBuffer.wrap(record.key()), record.value() != null));
        }
        return parked.values().stream().filter(each -> each).count();
    }

    /**
     * Writes what is wanted of parked items. Blocks until it is kept.
     *
     * @param writer whoever writes: a gateway, which does so one after the other
     * @throws org.apache.kafka.common.KafkaException if it is not
     */
    void tell(String writer, Collection<ProducerRecord<byte[], byte[]>> wanted) {
        try (Producer<byte[], byte[]> producer = WorkClients.transactions(cluster, items(topic) + ".retry." + writer)) {
            producer.beginTransaction();
            wanted.forEach(producer::send);
            producer.commitTransaction();
        }
    }
}
