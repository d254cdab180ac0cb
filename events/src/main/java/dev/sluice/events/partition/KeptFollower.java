package dev.sluice.events.partition;

import dev.sluice.events.broker.KafkaCluster;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Follows what is {@linkplain Step#keep kept} of states, in all partitions, for those who only want to know: first all that is committed, and
 * then what comes, on a thread of its own. It goes on by itself after whatever Kafka or the network do. Within a partition records are told
 * in order, each at least once.
 */
public final class KeptFollower implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(KeptFollower.class.getName());
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PAUSE_SECONDS = 2;

    private final KafkaCluster cluster;
    private final String topic;
    private final Consumer<ConsumerRecord<byte[], byte[]>> told;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> open;

    /**
     * Tells all that is there, and begins to follow. Blocks until Kafka has answered.
     *
     * @param topic the compacted topic of the states
     * @param told called by one thread at a time, which it holds up
     * @throws KafkaException if Kafka does not answer
     */
    public KeptFollower(KafkaCluster cluster, String topic, Consumer<ConsumerRecord<byte[], byte[]>> told) {
        this.cluster = cluster;
        this.topic = topic;
        this.told = told;
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        try {
            catchUp(consumer);
        } catch (RuntimeException e) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            throw e;
        }
        this.thread = Thread.ofPlatform().daemon().name("follows-" + topic).start(() -> run(consumer));
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(properties, bytes, bytes);
    }

    private void assign(KafkaConsumer<byte[], byte[]> consumer) {
        List<PartitionInfo> partitions = consumer.partitionsFor(topic, PATIENCE);
        if (partitions.isEmpty()) {
            throw new UnknownTopicOrPartitionException("there is no topic " + topic);
        }
        for (PartitionInfo each : partitions) {
            positions.putIfAbsent(new TopicPartition(topic, each.partition()), 0L);
        }
        consumer.assign(positions.keySet());
        positions.forEach(consumer::seek);
    }

    private void catchUp(KafkaConsumer<byte[], byte[]> consumer) {
        assign(consumer);
        Map<TopicPartition, Long> ends = consumer.endOffsets(positions.keySet(), PATIENCE);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> positions.getOrDefault(end.getKey(), 0L) < end.getValue())) {
            if (System.nanoTime() - until > 0) {
                throw new TimeoutException("what is kept in " + topic + " was not read within " + PATIENCE);
            }
            poll(consumer);
        }
    }

    private void poll(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.poll(POLL).forEach(told);
        positions.replaceAll((partition, _) -> consumer.position(partition, PATIENCE));
    }

    private void run(KafkaConsumer<byte[], byte[]> first) {
        try {
            begin(() -> first);
            while (!closing.await(PAUSE_SECONDS, TimeUnit.SECONDS)) {
                begin(this::consumer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when it is to end, or something has failed. */
    private void begin(Supplier<KafkaConsumer<byte[], byte[]>> consumer) {
        try {
            follow(consumer.get());
        } catch (WakeupException e) {
            // It ends.
        } catch (RuntimeException e) {
            LOG.log(
                    e instanceof KafkaException ? Level.DEBUG : Level.INFO,
                    () -> "What is kept in " + topic + " is followed again.",
                    e);
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        open = consumer;
        try {
            assign(consumer);
            while (closing.getCount() > 0) {
                poll(consumer);
            }
        } finally {
            open = null;
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    /** Tells nothing more; returns within some seconds. */
    @Override
    public void close() {
        closing.countDown();
        KafkaConsumer<byte[], byte[]> present = open;
        if (present != null) {
            present.wakeup();
        }
        try {
            if (!thread.join(PATIENCE)) {
                LOG.log(Level.INFO, "Whoever follows {0} does not end; it is left alone.", topic);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
