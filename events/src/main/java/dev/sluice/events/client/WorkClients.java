package dev.sluice.events.client;

import dev.sluice.events.broker.KafkaCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the clients of those who work off topics. */
public final class WorkClients {

    /** What somebody leaves open who is killed, and does not come back, holds back readers for as long as this. */
    private static final int MILLIS_OF_A_TRANSACTION = 15_000;

    private static final int MILLIS_UNTIL_SENT = 10_000;
    private static final int BYTES_OF_A_BATCH = 128 << 10;
    private static final int BYTES_OF_A_REQUEST = 32 << 20;

    private WorkClients() {}

    /**
     * Properties of a member of a group: it sees what is committed only, and commits nothing by itself. Where it begins that finds no
     * position is for whoever uses them to add.
     */
    public static Map<String, Object> ofMember(KafkaCluster cluster, String group) {
        Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        return properties;
    }

    /**
     * Properties of a producer of transactions. {@code retry.backoff.ms} is 1: with the default, one that follows closely on another
     * sleeps for 100 ms (Kafka 4.4).
     *
     * @param id of the transactions; who had it before is cut off
     */
    public static Map<String, Object> ofTransactions(KafkaCluster cluster, String id) {
        Map<String, Object> properties = ofWriter(cluster);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, MILLIS_OF_A_TRANSACTION);
        properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 1);
        return properties;
    }

    private static Map<String, Object> ofWriter(KafkaCluster cluster) {
        Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BYTES_OF_A_BATCH);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MILLIS_UNTIL_SENT);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, MILLIS_UNTIL_SENT / 2);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, MILLIS_UNTIL_SENT);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, BYTES_OF_A_REQUEST);
        return properties;
    }

    /** A producer of large batches, without transactions. */
    public static Producer<byte[], byte[]> writer(KafkaCluster cluster) {
        ByteArraySerializer bytes = new ByteArraySerializer();
        return new KafkaProducer<>(ofWriter(cluster), bytes, bytes);
    }

    /**
     * Has records sent in the transaction that is open, in their order. Blocks for some 10 s at most where a topic is missing.
     *
     * @throws KafkaException if one of them cannot be; those behind it are not sent
     */
    public static void send(Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) {
        for (ProducerRecord<byte[], byte[]> record : records) {
            Future<RecordMetadata> sent = producer.send(record);
            // Each of those that come behind would wait as long as this one did.
            if (sent.state() == Future.State.FAILED) {
                throw new KafkaException("No record can be written to " + record.topic() + ".", sent.exceptionNow());
            }
        }
    }

    /** A producer with the properties {@link #ofTransactions} that can begin: what somebody left open with the same id is ended. Blocks for some 10 s at most. */
    public static Producer<byte[], byte[]> transactions(KafkaCluster cluster, String id) {
        ByteArraySerializer bytes = new ByteArraySerializer();
        Producer<byte[], byte[]> made = new KafkaProducer<>(ofTransactions(cluster, id), bytes, bytes);
        try {
            made.initTransactions();
            return made;
        } catch (KafkaException e) {
            made.close(Duration.ZERO);
            throw e;
        }
    }
}
