package dev.sluice.events.partition;

import dev.sluice.events.broker.KafkaCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads committed records of single partitions again. For one thread; blocks, and throws a {@link KafkaException} where Kafka does not answer. */
public final class PartitionLog implements AutoCloseable {

    /** A transaction that nobody ends is ended by Kafka within its timeout of 15 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int AT_ONCE = 2_000;

    private final KafkaCluster cluster;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Made when the first end is asked for. */
    private Optional<Admin> admin = Optional.empty();

    public PartitionLog(KafkaCluster cluster) {
        this.cluster = cluster;
        Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, AT_ONCE);
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        this.consumer = new KafkaConsumer<>(properties, bytes, bytes);
    }

    /** Tells all records that are there now, those of transactions that are under way with them: it waits until these have ended. */
    public void all(TopicPartition partition, Consumer<ConsumerRecord<byte[], byte[]>> told) {
        from(partition, 0, told);
    }

    /** The same of those from an offset on. */
    public void from(TopicPartition partition, long first, Consumer<ConsumerRecord<byte[], byte[]>> told) {
        read(partition, first, end(partition), told);
    }

    /**
     * Tells the records from an offset on that are there now, those of transactions that are under way not with them.
     *
     * @return the offset behind them, from which to go on
     */
    public long news(TopicPartition partition, long from, Consumer<ConsumerRecord<byte[], byte[]>> told) {
        return until(partition, from, committedEnd(partition), told);
    }

    /**
     * The same with those of transactions that are under way: it waits until these have ended. A transaction is under way for a moment longer
     * than whoever committed it waits for (Kafka 4.4).
     */
    public long allNews(TopicPartition partition, long from, Consumer<ConsumerRecord<byte[], byte[]>> told) {
        return until(partition, from, end(partition), told);
    }

    private long until(TopicPartition partition, long from, long end, Consumer<ConsumerRecord<byte[], byte[]>> told) {
        if (end > from) {
            read(partition, from, end, told);
        }
        return Math.max(from, end);
    }

    /** Behind the last record that is committed. */
    public long committedEnd(TopicPartition partition) {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /** How many partitions a topic has; 0 if there is none. */
    public int partitions(String topic) {
        return Optional.ofNullable(consumer.partitionsFor(topic))
                .map(List::size)
                .orElse(0);
    }

    /** The first offset that is still there. */
    public long first(TopicPartition partition) {
        return consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /** Tells the records from an offset to before another, to which the partition goes. */
    public void read(TopicPartition partition, long from, long until, Consumer<ConsumerRecord<byte[], byte[]>> told) {
        readWhile(partition, from, until, record -> {
            told.accept(record);
            return true;
        });
    }

    /**
     * As {@link #read}, until {@code goesOn} says of a record that it was the last for now.
     *
     * @return the offset from which to go on
     */
    public long readWhile(
            TopicPartition partition, long from, long until, Predicate<ConsumerRecord<byte[], byte[]>> goesOn) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long moved = System.nanoTime();
        while (consumer.position(partition) < until) {
            long before = consumer.position(partition);
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < until && !goesOn.test(record)) {
                    return record.offset() + 1;
                }
            }
            if (consumer.position(partition) > before) {
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > PATIENCE.toNanos()) {
                throw new TimeoutException(
                        "nothing came of " + partition + " from " + before + " on within " + PATIENCE);
            }
        }
        return until;
    }

    /** Behind the last record, also where its transaction is under way. */
    private long end(TopicPartition partition) {
        if (admin.isEmpty()) {
            admin = Optional.of(Admin.create(cluster.clientProperties()));
        }
        try {
            return admin.get()
                    .listOffsets(
                            Map.of(partition, OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw new KafkaException("the end of " + partition + " is not known: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        admin.ifPresent(present -> present.close(Duration.ZERO));
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
