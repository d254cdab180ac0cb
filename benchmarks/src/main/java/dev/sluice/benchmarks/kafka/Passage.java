package dev.sluice.benchmarks.kafka;

import java.nio.charset.StandardCharsets;
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
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records that go in at a steady rate, and what comes of each, known by its key.
 *
 * @param in the topic that they are written to, and {@code out} the new one that is read
 */
public record Passage(Kafka kafka, String in, String out) {

    private static final Duration POLL = Duration.ofMillis(100);

    /** Open loop: milliseconds from when Kafka has a record until what came of it was read, committed. {@code body} is that of all. */
    public List<Double> run(double perSecond, int count, byte[] body) throws Exception {
        AtomicLongArray kept = new AtomicLongArray(count);
        AtomicLongArray read = new AtomicLongArray(count);
        CountDownLatch both = new CountDownLatch(2 * count);
        CountDownLatch ready = new CountDownLatch(1);
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> reader = threads.submit(() -> read(read, both, ready));
            if (!ready.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the reader did not get its partitions");
            }
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long due = begin + (long) (i / perSecond * 1e9);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                int number = i;
                byte[] key = String.valueOf(i).getBytes(StandardCharsets.US_ASCII);
                producer.send(new ProducerRecord<>(in, key, body), (_, _) -> {
                    kept.set(number, System.nanoTime());
                    both.countDown();
                });
            }
            boolean all = both.await(1, TimeUnit.MINUTES);
            long left = both.getCount();
            while (both.getCount() > 0) {
                both.countDown();
            }
            reader.get(1, TimeUnit.MINUTES);
            if (!all) {
                throw new IllegalStateException(left + " of " + 2 * count + " were not seen");
            }
        }
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            millis.add(Math.max(0, read.get(i) - kept.get(i)) / 1e6);
        }
        return millis;
    }

    private void read(AtomicLongArray read, CountDownLatch both, CountDownLatch ready) {
        Map<String, Object> committed = Map.of("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer("passage-" + UUID.randomUUID(), committed)) {
            consumer.subscribe(List.of(out));
            while (both.getCount() > 0) {
                consumer.poll(POLL).forEach(record -> {
                    read.set(Integer.parseInt(new String(record.key(), StandardCharsets.US_ASCII)), System.nanoTime());
                    both.countDown();
                });
                if (!consumer.assignment().isEmpty()) {
                    ready.countDown();
                }
            }
        }
    }
}
