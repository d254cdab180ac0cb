package dev.sluice.events.kept;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.broker.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Takes kept records out and writes others to another topic in their place: in one transaction, so that both happen, or neither, and
 * whoever does it, once. Thread-safe.
 *
 * <p>All who move records of a topic do so under one transactional id. Who begins ends what another had not finished, sees then what
 * is there, and fails if a third one begins meanwhile, and tries again.
 */
public final class KeptMoves {

    private static final int TRIES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaCluster cluster;
    private final KeptRecords records;

    public KeptMoves(KafkaCluster cluster, KeptRecords records) {
        this.cluster = cluster;
        this.records = records;
    }

    /**
     * Moves records that are there. Blocks until that is durable.
     *
     * @param to what is written for a record; one for which that is empty stays
     * @return how many were moved
     * @throws KafkaException if it is not known whether they are; then all are or none
     */
    public synchronized int move(
            List<InvocationId> ids, Function<KeptRecord, Optional<ProducerRecord<byte[], byte[]>>> to)
            throws InterruptedException {
        for (int i = 1; ; i++) {
            try (Producer<byte[], byte[]> producer =
                    new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
                return move(producer, ids, to);
            } catch (ProducerFencedException | InvalidProducerEpochException e) {
                if (i == TRIES) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(20 * i));
            }
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(cluster.clientProperties());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, records.topic() + ".moves");
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KeptTopic.MAX_RECORD);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        return settings;
    }

    private int move(
            Producer<byte[], byte[]> producer,
            List<InvocationId> ids,
            Function<KeptRecord, Optional<ProducerRecord<byte[], byte[]>>> to)
            throws InterruptedException {
        producer.initTransactions();
        records.catchUp(PATIENCE);
        List<KeptRecord> there = new ArrayList<>();
        List<ProducerRecord<byte[], byte[]>> others = new ArrayList<>();
        for (InvocationId id : ids) {
            got(records.find(id).toCompletableFuture())
                    .ifPresent(record -> to.apply(record).ifPresent(other -> {
                        there.add(record);
                        others.add(other);
                    }));
        }
        if (there.isEmpty()) {
            return 0;
        }
        producer.beginTransaction();
        others.forEach(producer::send);
        List<Future<RecordMetadata>> gone = new ArrayList<>();
        for (KeptRecord record : there) {
            gone.add(producer.send(records.tombstone(record.id())));
        }
        producer.commitTransaction();
        for (int i = 0; i < gone.size(); i++) {
            records.tookOut(there.get(i).id(), got(gone.get(i)));
        }
        return gone.size();
    }

    private static <T> T got(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException fault ? fault : new KafkaException(e.getCause());
        }
    }
}
