package dev.sluice.benchmarks.kafka;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * Filter, copy, split, shard and merge as they are written by hand: what has a kind goes on, twice; one copy by whether its number is
 * even, the other under a key of its own; all to one topic. Values are JSON objects with {@code kind},
 * {@code number} and {@code owner}.
 */
public record HandStages(Kafka kafka, String to) {

    /** A record that is no longer wanted; every tenth. */
    private static final String NONE = "none";

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long COMMIT_NANOS = 100_000_000;

    /** Of record {@code i}: 100 bytes. */
    public static byte[] value(int i) {
        String kind = i % 10 == 0 ? NONE : "order";
        String text =
                "{\"kind\":\"" + kind + "\",\"number\":" + i + ",\"owner\":\"owner-" + i % 1000 + "\",\"note\":\"";
        return (text + "x".repeat(98 - text.length()) + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    /** How many come of so many. */
    public static int made(int count) {
        return 2 * (count - (count + 9) / 10);
    }

    private record Order(byte[] value, String kind, long number, String owner) {

        static Order of(byte[] value) {
            JsonObject read = JsonParser.parseString(new String(value, StandardCharsets.UTF_8))
                    .getAsJsonObject();
            return new Order(
                    value,
                    read.get("kind").getAsString(),
                    read.get("number").getAsLong(),
                    read.get("owner").getAsString());
        }

        boolean isWanted() {
            return !kind.equals(NONE);
        }

        boolean isEven() {
            return number % 2 == 0;
        }

        byte[] ownerKey() {
            return owner.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** One transactional loop with default settings that commits each 100 ms. Records in a second. */
    public double transactions(String from, int count) throws Exception {
        Map<String, Object> committed = Map.of("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer("hand-" + UUID.randomUUID(), committed);
                KafkaProducer<byte[], byte[]> producer =
                        kafka.producer(Map.of("transactional.id", "hand-" + UUID.randomUUID()))) {
            producer.initTransactions();
            kafka.pausedUntilAssigned(consumer, from);
            long begin = System.nanoTime();
            consumer.resume(consumer.assignment());
            int done = 0;
            while (done < count) {
                producer.beginTransaction();
                Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
                long commit = System.nanoTime() + COMMIT_NANOS;
                while (done < count && System.nanoTime() < commit) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        make(record, producer);
                        offsets.put(
                                new TopicPartition(record.topic(), record.partition()),
                                new OffsetAndMetadata(record.offset() + 1));
                        done++;
                    }
                }
                producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
                producer.commitTransaction();
            }
            return count / ((System.nanoTime() - begin) / 1e9);
        }
    }

    private void make(ConsumerRecord<byte[], byte[]> record, KafkaProducer<byte[], byte[]> producer) {
        Order order = Order.of(record.value());
        if (order.isWanted()) {
            // Both ways of a split come together again in the same topic.
            producer.send(new ProducerRecord<>(to, record.key(), order.value()));
            producer.send(new ProducerRecord<>(to, order.ownerKey(), order.value()));
        }
    }

    /** Kafka Streams, exactly once, its other settings as they are. Records in a second. */
    public double streams(String from, int count) throws Exception {
        String id = "streams-" + UUID.randomUUID();
        Properties properties = new Properties();
        properties.putAll(kafka.properties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, id);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        properties.put(
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArray().getClass());
        properties.put(
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG,
                Serdes.ByteArray().getClass());
        CountDownLatch running = new CountDownLatch(1);
        StreamsBuilder builder = new StreamsBuilder();
        stages(builder, from);
        try (KafkaStreams streams = new KafkaStreams(builder.build(), properties)) {
            streams.setStateListener((now, _) -> {
                if (now == KafkaStreams.State.RUNNING) {
                    running.countDown();
                }
            });
            streams.pause();
            streams.start();
            if (!running.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the streams do not run");
            }
            long begin = System.nanoTime();
            streams.resume();
            kafka.awaitCommitted(id, count);
            return count / ((System.nanoTime() - begin) / 1e9);
        }
    }

    private void stages(StreamsBuilder builder, String from) {
        KStream<byte[], Order> wanted =
                builder.<byte[], byte[]>stream(from).mapValues(Order::of).filter((_, order) -> order.isWanted());
        Map<String, KStream<byte[], Order>> kinds = wanted.split(Named.as("kinds-"))
                .branch((_, order) -> order.isEven(), Branched.as("even"))
                .defaultBranch(Branched.as("odd"));
        KStream<byte[], Order> owned = wanted.selectKey((_, order) -> order.ownerKey());
        KStream<byte[], Order> all = owned;
        for (String name : List.of("kinds-even", "kinds-odd")) {
            all = all.merge(Objects.requireNonNull(kinds.get(name)));
        }
        all.mapValues(Order::value).to(to);
    }
}
