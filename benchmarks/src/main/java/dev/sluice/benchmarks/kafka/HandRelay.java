package dev.sluice.benchmarks.kafka;

import dev.sluice.benchmarks.http.Callers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A call that runs later as it is written by hand on Kafka's client with its default settings: produce, consume, call, produce,
 * consume.
 *
 * @param in the topic of calls, and {@code out} that of their answers, both new
 */
public record HandRelay(Kafka kafka, Callers callers, String in, String out) {

    private static final Duration POLL = Duration.ofMillis(100);

    /** Open loop: milliseconds from when Kafka has a call until its answer was read. {@code body} is that of all. */
    public List<Double> run(double perSecond, int count, byte[] body) throws Exception {
        AtomicLongArray kept = new AtomicLongArray(count);
        AtomicLongArray read = new AtomicLongArray(count);
        CountDownLatch both = new CountDownLatch(2 * count);
        CountDownLatch ready = new CountDownLatch(2);
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer();
                ExecutorService threads = Executors.newCachedThreadPool();
                ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> loops = List.of(
                    threads.submit(() -> consume(
                            in,
                            ready,
                            both,
                            record -> calls.execute(() -> {
                                try {
                                    byte[] answer = callers.post("/", body);
                                    producer.send(new ProducerRecord<>(out, record.key(), answer));
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            }))),
                    threads.submit(() -> consume(out, ready, both, record -> {
                        read.set(ByteBuffer.wrap(record.key()).getInt(), System.nanoTime());
                        both.countDown();
                    })));
            if (!ready.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the consumers did not get their partitions");
            }
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long due = begin + (long) (i / perSecond * 1e9);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                int number = i;
                byte[] key = ByteBuffer.allocate(4).putInt(i).array();
                producer.send(new ProducerRecord<>(in, key, body), (_, _) -> {
                    kept.set(number, System.nanoTime());
                    both.countDown();
                });
            }
            if (!both.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException(both.getCount() + " of " + 2 * count + " were not seen");
            }
            for (Future<?> loop : loops) {
                loop.get();
            }
        }
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            millis.add(Math.max(0, read.get(i) - kept.get(i)) / 1e6);
        }
        return millis;
    }

    private interface Each {
        void take(ConsumerRecord<byte[], byte[]> record);
    }

    /** Commits after each poll, and ends when all is over. */
    private boolean consume(String topic, CountDownLatch ready, CountDownLatch over, Each each) {
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer("relay-" + UUID.randomUUID(), Map.of())) {
            consumer.subscribe(List.of(topic));
            boolean told = false;
            while (over.getCount() > 0) {
                var records = consumer.poll(POLL);
                if (!told && !consumer.assignment().isEmpty()) {
                    told = true;
                    ready.countDown();
                }
                records.forEach(each::take);
                if (!records.isEmpty()) {
                    consumer.commitSync();
                }
            }
            return true;
        }
    }
}
