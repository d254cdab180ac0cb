package dev.sluice.benchmarks.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker as its clients see it. */
public final class Kafka implements AutoCloseable {

    private static final int KEYS = 5_000;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Map<String, Object> properties;
    private final Admin admin;

    private Kafka(Map<String, Object> properties) {
        this.properties = properties;
        this.admin = Admin.create(properties);
    }

    /** The one that a file of client properties leads to. */
    public static Kafka of(Path file) throws IOException {
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            read.load(reader);
        }
        Map<String, Object> properties = new HashMap<>();
        read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
        return of(properties);
    }

    static Kafka of(Map<String, Object> properties) {
        return new Kafka(Map.copyOf(properties));
    }

    public Map<String, Object> properties() {
        return properties;
    }

    public void createTopics(List<String> names, int partitions) throws Exception {
        List<NewTopic> topics = names.stream()
                .map(name -> new NewTopic(name, Optional.of(partitions), Optional.empty()))
                .toList();
        admin.createTopics(topics).all().get(1, TimeUnit.MINUTES);
    }

    /** Writes {@code count} records with 5,000 keys in no order; always the same. */
    public void fill(String topic, int count, IntFunction<byte[]> value) {
        SplittableRandom random = new SplittableRandom(7);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < count; i++) {
                byte[] key = ("key-" + random.nextInt(KEYS)).getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(topic, key, value.apply(i)));
            }
            producer.flush();
        }
    }

    /** With default settings. */
    KafkaProducer<byte[], byte[]> producer() {
        return producer(Map.of());
    }

    /** With default settings and {@code more}. */
    KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(properties);
        all.putAll(more);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** With default settings, but for the place where it begins, and who commits. */
    KafkaConsumer<byte[], byte[]> consumer(String group, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.putAll(more);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Has a consumer get its partitions of a topic, and read nothing yet. */
    void pausedUntilAssigned(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                consumer.pause(partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
        });
        while (consumer.assignment().isEmpty()) {
            consumer.poll(POLL);
        }
    }

    /** Waits until the members of a group have as many partitions together. */
    public void awaitAssigned(String group, int partitions) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (assigned(group) < partitions) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(group + " did not get its partitions");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private int assigned(String group) throws Exception {
        try {
            return Objects.requireNonNull(admin.describeConsumerGroups(List.of(group))
                            .describedGroups()
                            .get(group))
                    .get(1, TimeUnit.MINUTES)
                    .members()
                    .stream()
                    .mapToInt(member -> member.assignment().topicPartitions().size())
                    .sum();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw e;
        }
    }

    /** Waits until a group has committed as many records of all its partitions together. */
    public void awaitCommitted(String group, long count) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long committed = committed(group);
        while (committed < count) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(group + " has committed " + committed + " of " + count + " records");
            }
            LockSupport.parkNanos(LOOK.toNanos());
            committed = committed(group);
        }
    }

    private long committed(String group) throws Exception {
        return admin
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(1, TimeUnit.MINUTES)
                .values()
                .stream()
                .mapToLong(offset -> offset == null ? 0 : offset.offset())
                .sum();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
