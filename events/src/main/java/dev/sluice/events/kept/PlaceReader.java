package dev.sluice.events.kept;

import dev.sluice.events.broker.KafkaCluster;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads single records from their places, one after the other, on a thread of its own that has a consumer while there is
 * something to read and for half a minute after. At most 10,000 wait.
 */
final class PlaceReader implements AutoCloseable {

    /** How often somebody looks anew who was told that a place has no record any more. */
    static final int TRIES = 5;

    private static final System.Logger LOG = System.getLogger(PlaceReader.class.getName());
    private static final int MOST_WAITING = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int IDLE_SECONDS = 30;

    private final KafkaCluster cluster;
    private final String topic;
    private final BlockingQueue<Wish> wishes = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread;
    private volatile boolean closed;

    private record Wish(Place place, CompletableFuture<Optional<KeptRecord>> told) {}

    PlaceReader(KafkaCluster cluster, String topic) {
        this.cluster = cluster;
        this.topic = topic;
        this.thread = Thread.ofPlatform().daemon().name("sluice-read-" + topic).unstarted(this::run);
    }

    /** To be called once. */
    void start() {
        thread.start();
    }

    /** The record at a place; empty if it was compacted away. Completes exceptionally if it cannot be read. */
    CompletionStage<Optional<KeptRecord>> read(Place place) {
        CompletableFuture<Optional<KeptRecord>> told = new CompletableFuture<>();
        if (closed || !wishes.offer(new Wish(place, told))) {
            told.completeExceptionally(new KafkaException("too many ask for records at once"));
        }
        return told;
    }

    private void run() {
        @Nullable Consumer<byte[], byte[]> consumer = null;
        try {
            while (!closed) {
                @Nullable Wish wish = wishes.poll(IDLE_SECONDS, TimeUnit.SECONDS);
                if (consumer != null && wish == null) {
                    close(consumer);
                    consumer = null;
                }
                if (wish != null && !closed) {
                    if (consumer == null) {
                        consumer = KeptConsumers.make(cluster, 1);
                    }
                    fulfil(consumer, wish);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (consumer != null) {
                close(consumer);
            }
        }
    }

    private static void close(Consumer<byte[], byte[]> consumer) {
        try {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        } catch (KafkaException e) {
            LOG.log(Level.DEBUG, "A consumer did not end well.", e);
        }
    }

    private void fulfil(Consumer<byte[], byte[]> consumer, Wish wish) {
        try {
            Optional<KeptRecord> record = read(consumer, wish.place());
            // Whoever is told may do more than a moment's work.
            wish.told().completeAsync(() -> record);
        } catch (KafkaException e) {
            wish.told().completeExceptionally(e);
        }
    }

    private Optional<KeptRecord> read(Consumer<byte[], byte[]> consumer, Place place) {
        TopicPartition partition = new TopicPartition(topic, place.partition());
        consumer.assign(List.of(partition));
        consumer.seek(partition, place.offset());
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && !closed) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                return record.offset() == place.offset() ? KeptConsumers.kept(record) : Optional.empty();
            }
        }
        throw new TimeoutException("the record at " + place + " of " + topic + " did not come within " + PATIENCE);
    }

    @Override
    public void close() {
        closed = true;
        // Somebody who waits for a wish gets one.
        wishes.offer(new Wish(new Place(0, 0, false), new CompletableFuture<>()));
        wishes.forEach(wish -> wish.told().completeExceptionally(new KafkaException("the gateway is shutting down")));
    }
}
