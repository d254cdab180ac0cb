package dev.sluice.benchmarks.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Records that go into a topic at a steady rate until this is closed, and how many come out of another one. */
public final class SteadyFlow implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration WINDOW = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Kafka kafka;
    private final int perSecond;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong seen = new AtomicLong();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread writer;
    private final Thread reader;

    /** Begins to write; {@code in} and {@code out} are there. */
    public SteadyFlow(Kafka kafka, String in, String out, int perSecond, IntFunction<byte[]> value) {
        this.kafka = kafka;
        this.perSecond = perSecond;
        this.reader = Thread.ofPlatform().daemon().start(() -> read(out));
        this.writer = Thread.ofPlatform().daemon().start(() -> write(in, value));
    }

    private void write(String in, IntFunction<byte[]> value) {
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            ready.await();
            long begin = System.nanoTime();
            for (int i = 0; !ended.get(); i++) {
                long due = begin + (long) (1e9 * i / perSecond);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                producer.send(new ProducerRecord<>(in, value.apply(i)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(String out) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                kafka.consumer("none", Map.of("isolation.level", "read_committed"))) {
            List<PartitionInfo> partitions = consumer.partitionsFor(out);
            consumer.assign(partitions.stream()
                    .map(each -> new TopicPartition(out, each.partition()))
                    .toList());
            consumer.seekToEnd(consumer.assignment());
            consumer.assignment().forEach(consumer::position);
            ready.countDown();
            while (!ended.get()) {
                seen.addAndGet(consumer.poll(POLL).count());
            }
        }
    }

    /**
     * Waits until, in half a second that begins after {@code since}, nine in ten came out of as many records as go in.
     *
     * @return milliseconds from {@code since} to the end of that half second
     */
    public double awaitRate(long since) {
        while (System.nanoTime() - since < PATIENCE.toNanos()) {
            long before = seen.get();
            LockSupport.parkNanos(WINDOW.toNanos());
            if (seen.get() - before >= 0.9 * perSecond * WINDOW.toMillis() / 1_000) {
                return (System.nanoTime() - since) / 1e6;
            }
        }
        throw new IllegalStateException("the rate did not come back within " + PATIENCE.toMinutes() + " min");
    }

    @Override
    public void close() throws InterruptedException {
        ended.set(true);
        writer.join();
        reader.join();
    }
}
