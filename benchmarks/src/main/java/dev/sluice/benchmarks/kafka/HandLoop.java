package dev.sluice.benchmarks.kafka;

import dev.sluice.benchmarks.http.Callers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A loop as it is written by hand on Kafka's client: polls a topic from its start, calls a function over HTTP for each record or for
 * some together, writes the answers to a topic if one is wanted, and commits.
 *
 * @param callers as many calls are under way as these are
 * @param to where answers go
 * @param together records for one call; of more than one, the body has each with its length before it, 4 bytes
 * @param polled records of one poll at most
 */
public record HandLoop(Kafka kafka, Callers callers, Optional<String> to, int together, int polled) {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int KAFKAS_OWN = 500;

    /** One record for each call, and Kafka's own limit for a poll. */
    public HandLoop(Kafka kafka, Callers callers, Optional<String> to) {
        this(kafka, callers, to, 1, KAFKAS_OWN);
    }

    private interface Rest {
        void work(
                KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer, ExecutorService threads)
                throws Exception;
    }

    /** All of a poll is under way on virtual threads, and over before it is committed and polled again. Records a second. */
    public double withBarrier(String topic, long count) throws Exception {
        return timed(topic, count, (consumer, producer, threads) -> {
            long done = 0;
            while (done < count) {
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
                consumer.poll(POLL).forEach(records::add);
                List<Future<?>> calls = new ArrayList<>();
                for (int from = 0; from < records.size(); from += together) {
                    List<ConsumerRecord<byte[], byte[]>> some =
                            records.subList(from, Math.min(records.size(), from + together));
                    calls.add(threads.submit(() -> {
                        call(some, producer);
                        return true;
                    }));
                }
                for (Future<?> call : calls) {
                    call.get();
                }
                producer.flush();
                consumer.commitSync();
                done += records.size();
            }
        });
    }

    /** Polls as long as fewer calls are under way than may be; what is over is committed at the end. Records a second. */
    public double unordered(String topic, long count) throws Exception {
        Semaphore permits = new Semaphore(callers.count());
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        return timed(topic, count, (consumer, producer, threads) -> {
            long begun = 0;
            while (begun < count) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    permits.acquire();
                    begun++;
                    threads.execute(() -> {
                        try {
                            call(List.of(record), producer);
                        } catch (Exception e) {
                            failure.set(e);
                        } finally {
                            permits.release();
                        }
                    });
                }
            }
            permits.acquire(callers.count());
            producer.flush();
            consumer.commitSync();
            if (failure.get() != null) {
                throw new IllegalStateException("a call failed", failure.get());
            }
        });
    }

    /** The clock starts when it has its partitions. */
    private double timed(String topic, long count, Rest rest) throws Exception {
        Map<String, Object> settings =
                polled == KAFKAS_OWN ? Map.of() : Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, polled);
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer("hand-" + UUID.randomUUID(), settings);
                KafkaProducer<byte[], byte[]> producer = kafka.producer();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            kafka.pausedUntilAssigned(consumer, topic);
            long begin = System.nanoTime();
            consumer.resume(consumer.assignment());
            rest.work(consumer, producer, threads);
            return count / ((System.nanoTime() - begin) / 1e9);
        }
    }

    private void call(List<ConsumerRecord<byte[], byte[]>> records, KafkaProducer<byte[], byte[]> producer)
            throws Exception {
        byte[] answer = callers.post("/", together == 1 ? records.getFirst().value() : joined(records));
        to.ifPresent(topic ->
                producer.send(new ProducerRecord<>(topic, records.getFirst().key(), answer)));
    }

    private static byte[] joined(List<ConsumerRecord<byte[], byte[]>> records) {
        ByteBuffer all = ByteBuffer.allocate(
                records.stream().mapToInt(record -> 4 + record.value().length).sum());
        records.forEach(record -> all.putInt(record.value().length).put(record.value()));
        return all.array();
    }
}
