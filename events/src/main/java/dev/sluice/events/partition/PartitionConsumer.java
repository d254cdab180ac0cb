package dev.sluice.events.partition;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.client.WorkClients;
import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.pump.ConsumerReport.Place;
import dev.sluice.events.pump.ConsumerReport.Standing;
import dev.sluice.events.pump.PumpReport;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Shares the partitions of a topic with others of its group, and works off each of its own alone and in order, on a thread of its own:
 * what a poll brought is done, and then committed in one transaction with what came of it and the changes of the states. It goes on by
 * itself after whatever Kafka or the network do, from what was committed.
 */
public final class PartitionConsumer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(PartitionConsumer.class.getName());
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration READY = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration END = Duration.ofSeconds(5);
    private static final long LONGEST_PAUSE = 30;

    private static final int AT_ONCE = 2_000;
    private static final int FEW = 100;

    /** Where records come one by one, some are read together: each transaction costs as much as working off what it has. */
    private static final long BETWEEN_FETCHES = Duration.ofMillis(5).toNanos();

    private final KafkaCluster cluster;
    private final Settings settings;
    private final PartitionWork.Maker maker;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** Only on the thread. */
    private final Map<TopicPartition, PartitionWork> works = new HashMap<>();

    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

    /** Half the seconds until the next try after a fault. */
    private long pause = 1;

    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile @Nullable Consumer<byte[], byte[]> open;
    private volatile Standing standing = new Standing.Away("Kafka was not asked yet.");
    private volatile List<Place> places = List.of();
    private volatile List<String> notices = List.of();
    private volatile long done;
    private volatile long results;
    private volatile Held held = Held.NOTHING;

    /**
     * What is read, and for whom.
     *
     * @param group Kafka's name of those who share the partitions
     * @param topic what they read, from its first record on
     * @param kept the compacted topic of their states, with as many partitions
     * @param transactions the id of the transactions: of one consumer alone, which no other has at the same time
     */
    public record Settings(String group, String topic, String kept, String transactions) {}

    /** Starts to read. */
    public PartitionConsumer(KafkaCluster cluster, Settings settings, PartitionWork.Maker maker) {
        this.cluster = cluster;
        this.settings = settings;
        this.maker = maker;
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("partitions-" + settings.group())
                .start(this::run);
    }

    public ConsumerReport report() {
        return new ConsumerReport(
                standing,
                places,
                new PumpReport(Optional.empty(), 0, 0, done, 0, 0, ""),
                notices,
                Collections.emptySortedMap());
    }

    /** The results that are committed, since it was started. */
    public long made() {
        return results;
    }

    /** What it waits with, in all its partitions. */
    public Held held() {
        return held;
    }

    /** Has it look at its works soon, though no record may have come. Never blocks; from any thread. */
    public void wake() {
        Consumer<byte[], byte[]> present = open;
        if (present != null && woken.compareAndSet(false, true)) {
            present.wakeup();
        }
    }

    /** Has it end, without waiting for that. */
    public void stop() {
        closing.countDown();
        Consumer<byte[], byte[]> present = open;
        if (present != null) {
            present.wakeup();
        }
    }

    /** Gives all back; returns within 15 s. */
    @Override
    public void close() {
        stop();
        try {
            if (!thread.join(Duration.ofSeconds(15))) {
                LOG.log(Level.INFO, "The consumer of {0} does not end; it is left alone.", settings.group());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        while (!isClosing()) {
            try {
                cluster.ready(READY).toCompletableFuture().get();
                consume();
            } catch (WakeupException e) {
                // It ends.
            } catch (ExecutionException e) {
                standing = new Standing.Away(String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage()));
            } catch (KafkaException e) {
                standing = new Standing.Away("Kafka failed: " + e + ". It is tried again.");
                LOG.log(Level.DEBUG, () -> "The consumer of " + settings.group() + " begins anew.", e);
            } catch (RuntimeException e) {
                standing = new Standing.Away("Its work failed: " + e + ". It is tried again.");
                LOG.log(Level.WARNING, () -> "The work of " + settings.group() + " failed, and begins anew.", e);
            } catch (InterruptedException e) {
                return;
            }
            pause = Math.min(LONGEST_PAUSE, pause * 2);
            if (awaited(pause)) {
                return;
            }
        }
    }

    private boolean awaited(long seconds) {
        try {
            return closing.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void consume() {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(reading(), bytes, bytes);
        open = consumer;
        @Nullable Producer<byte[], byte[]> producer = null;
        try {
            consumer.subscribe(Set.of(settings.topic()), new Rebalances(consumer));
            producer = WorkClients.transactions(cluster, settings.transactions());
            while (!isClosing()) {
                once(consumer, producer);
            }
        } finally {
            open = null;
            if (producer != null) {
                // What is begun and not committed ends with it.
                producer.close(Duration.ZERO);
            }
            consumer.close(CloseOptions.timeout(END));
            works.values().forEach(PartitionWork::dropped);
            works.clear();
            committed.clear();
            places = List.of();
            held = Held.NOTHING;
        }
    }

    private Map<String, Object> reading() {
        Map<String, Object> properties = WorkClients.ofMember(cluster, settings.group());
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, AT_ONCE);
        return properties;
    }

    /** What came; nothing where it was woken before. */
    private ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer) {
        try {
            return consumer.poll(POLL);
        } catch (WakeupException e) {
            if (isClosing()) {
                throw e;
            }
            return ConsumerRecords.empty();
        } finally {
            woken.set(false);
        }
    }

    /** What it asks is asked again where it was woken meanwhile: only polls may end by that. */
    private <T> T unwoken(Supplier<T> asking) {
        while (true) {
            try {
                return asking.get();
            } catch (WakeupException e) {
                if (isClosing()) {
                    throw e;
                }
            }
        }
    }

    private long position(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        return unwoken(() -> consumer.position(partition, PATIENCE));
    }

    private void once(Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {
        ConsumerRecords<byte[], byte[]> records = poll(consumer);
        List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        List<String> told = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        works.forEach((partition, work) -> {
            Step step = new Step(settings.kept(), partition.partition());
            List<ConsumerRecord<byte[], byte[]>> read = records.records(partition);
            if (!read.isEmpty()) {
                work.run(read, step);
            }
            work.tick(step);
            OffsetAndMetadata now = Needed.beside(position(consumer, partition), work.needed());
            // Behind the records there may be ends of transactions, which are done with them.
            if (!step.records().isEmpty() || !now.equals(committed.get(partition))) {
                made.addAll(step.records());
                offsets.put(partition, now);
            }
            steps.add(step);
            work.notice().ifPresent(told::add);
        });
        if (!offsets.isEmpty()) {
            commit(consumer, producer, made, offsets);
            committed.putAll(offsets);
        }
        done += records.count() - steps.stream().mapToLong(Step::accounts).sum();
        results += steps.stream().mapToLong(Step::made).sum();
        held = works.values().stream().map(PartitionWork::held).reduce(Held.NOTHING, Held::and);
        notices = List.copyOf(told);
        look(consumer);
        pause = 1;
        if (records.count() > 0 && records.count() < FEW) {
            LockSupport.parkNanos(BETWEEN_FETCHES);
        }
    }

    private static void commit(
            Consumer<byte[], byte[]> consumer,
            Producer<byte[], byte[]> producer,
            List<ProducerRecord<byte[], byte[]>> made,
            Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            producer.beginTransaction();
            WorkClients.send(producer, made);
            producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
            producer.commitTransaction();
        } catch (KafkaException e) {
            abort(producer);
            throw e;
        }
    }

    /** So that whoever has the partitions next need not wait for the end of the transaction. */
    private static void abort(Producer<byte[], byte[]> producer) {
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "The next producer, or Kafka's patience, ends the transaction.", e);
        }
    }

    /** Sees how far it is behind. */
    private void look(Consumer<byte[], byte[]> consumer) {
        List<Place> seen = new ArrayList<>();
        for (TopicPartition partition : works.keySet()) {
            long position = position(consumer, partition);
            seen.add(new Place(
                    partition.topic(),
                    partition.partition(),
                    position,
                    consumer.currentLag(partition).orElse(0)));
        }
        places = seen;
        if (!works.isEmpty() || standing instanceof Standing.Away) {
            standing = new Standing.Reading();
        }
    }

    /** What changes hands. Called inside of polls, when all that was read is committed. */
    private final class Rebalances implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;

        Rebalances(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return;
            }
            // The answer waits for transactions of whoever had them before.
            unwoken(() -> consumer.committed(Set.copyOf(partitions), PATIENCE)).forEach((partition, offset) -> {
                if (offset != null) {
                    committed.put(partition, offset);
                    consumer.seek(partition, offset.offset());
                }
            });
            try (PartitionLog log = new PartitionLog(cluster)) {
                for (TopicPartition partition : partitions) {
                    works.put(partition, restored(partition, log));
                }
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> {
                @Nullable PartitionWork work = works.remove(partition);
                if (work != null) {
                    work.dropped();
                }
            });
            committed.keySet().removeAll(partitions);
        }
    }

    private PartitionWork restored(TopicPartition partition, PartitionLog log) {
        Map<String, ConsumerRecord<byte[], byte[]>> newest = new HashMap<>();
        log.all(new TopicPartition(settings.kept(), partition.partition()), record -> {
            String key = new String(record.key(), StandardCharsets.ISO_8859_1);
            if (record.value() == null) {
                newest.remove(key);
            } else {
                newest.put(key, record);
            }
        });
        PartitionWork work = maker.of(partition);
        newest.values().forEach(record -> work.restore(record.key(), record.value()));
        return work;
    }
}
