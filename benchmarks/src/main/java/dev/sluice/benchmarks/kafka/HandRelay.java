package dev.sluice.benchmarks.kafka;

import dev.sluice.benchmarks.http.Callers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Hops as they are written by hand on Kafka's client with its default settings: each consumes, calls over HTTP, and produces. */
public final class HandRelay implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Kafka kafka;
    private final Callers callers;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ExecutorService loops = Executors.newCachedThreadPool();
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();

    /** How a hop makes what it has done known. */
    public enum Commits {
        /** Positions alone, after each poll, while calls go on. */
        POSITIONS,
        /** All of a poll in one transaction, when its calls are over. */
        TRANSACTIONS
    }

    private HandRelay(Kafka kafka, Callers callers) {
        this.kafka = kafka;
        this.callers = callers;
    }

    /** Returns when each hop has its partitions. {@code topics} are new, and one more than there are hops. */
    public static HandRelay start(Kafka kafka, Callers callers, List<String> topics, Commits commits)
            throws InterruptedException {
        HandRelay relay = new HandRelay(kafka, callers);
        CountDownLatch ready = new CountDownLatch(topics.size() - 1);
        for (int i = 1; i < topics.size(); i++) {
            String from = topics.get(i - 1);
            String to = topics.get(i);
            relay.running.add(relay.loops.submit(() -> {
                if (commits == Commits.POSITIONS) {
                    relay.hop(from, to, ready);
                } else {
                    relay.transactions(from, to, ready);
                }
                return true;
            }));
        }
        if (!ready.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the hops did not get their partitions");
        }
        return relay;
    }

    private void hop(String from, String to, CountDownLatch ready) {
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer("relay-" + UUID.randomUUID(), Map.of());
                KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            consumer.subscribe(List.of(from));
            boolean told = false;
            while (!ended.get()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                told = told || tell(consumer, ready);
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    calls.execute(() -> producer.send(new ProducerRecord<>(to, record.key(), answer(record))));
                }
                if (!records.isEmpty()) {
                    consumer.commitSync();
                }
            }
        }
    }

    private void transactions(String from, String to, CountDownLatch ready) throws Exception {
        Map<String, Object> committed = Map.of("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer("relay-" + UUID.randomUUID(), committed);
                KafkaProducer<byte[], byte[]> producer =
                        kafka.producer(Map.of("transactional.id", "relay-" + UUID.randomUUID()))) {
            producer.initTransactions();
            consumer.subscribe(List.of(from));
            boolean told = false;
            while (!ended.get()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                told = told || tell(consumer, ready);
                if (records.isEmpty()) {
                    continue;
                }
                List<Future<ProducerRecord<byte[], byte[]>>> made = new ArrayList<>();
                Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    made.add(calls.submit(() -> new ProducerRecord<>(to, record.key(), answer(record))));
                    offsets.put(
                            new TopicPartition(record.topic(), record.partition()),
                            new OffsetAndMetadata(record.offset() + 1));
                }
                producer.beginTransaction();
                for (Future<ProducerRecord<byte[], byte[]>> each : made) {
                    producer.send(each.get());
                }
                producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
                producer.commitTransaction();
            }
        }
    }

    private static boolean tell(KafkaConsumer<byte[], byte[]> consumer, CountDownLatch ready) {
        if (consumer.assignment().isEmpty()) {
            return false;
        }
        ready.countDown();
        return true;
    }

    private byte[] answer(ConsumerRecord<byte[], byte[]> record) {
        try {
            return callers.post("/", record.value());
        } catch (Exception e) {
            throw new IllegalStateException("a call failed", e);
        }
    }

    /** Ends the hops; fails if one has failed. */
    @Override
    public void close() throws Exception {
        ended.set(true);
        try {
            for (Future<?> each : running) {
                each.get(1, TimeUnit.MINUTES);
            }
        } finally {
            loops.shutdownNow();
            calls.close();
        }
    }
}
