package dev.sluice.events.pump;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.client.WorkClients;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes what came of records without a transaction, and commits their offsets once it is written. It is written once more where this is
 * killed in between, loses the partitions, or has Kafka take a part of what came of one record only.
 */
final class WritingCommitter implements Committer {

    private static final System.Logger LOG = System.getLogger(WritingCommitter.class.getName());
    private static final Duration LAST = Duration.ofSeconds(5);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final KafkaCluster cluster;
    private final String transactions;
    private final DueOutputs due;

    /** Whose outputs are written and whose offsets are not committed yet. */
    private final Queue<Written> written = new ConcurrentLinkedQueue<>();

    private @Nullable Producer<byte[], byte[]> producer;
    private Runnable wake = () -> {};

    private final CommitsUnderWay underWay = new CommitsUnderWay();

    /** How many writes failed since one went well. */
    private final AtomicInteger failures = new AtomicInteger();

    private record Written(Map<TopicPartition, OffsetAndMetadata> offsets, java.util.function.Consumer<Boolean> told) {}

    WritingCommitter(KafkaCluster cluster, String transactions, Outputs outputs) {
        this.cluster = cluster;
        this.transactions = transactions;
        this.due = new DueOutputs(outputs);
    }

    /** Ends the transactions that were open when its owner went over to this. */
    @Override
    public void open(Runnable wake) {
        this.wake = wake;
        TransactionCommitter.end(cluster, transactions);
        producer = WorkClients.writer(cluster);
    }

    @Override
    public void assigned(TopicPartition partition, Progress progress) {
        settle();
        due.own(partition, progress);
    }

    @Override
    public void lost(Collection<TopicPartition> partitions) {
        settle();
        due.forget(partitions);
    }

    /** What is being written is, and nobody commits the offsets of that but with those that come later. */
    private void settle() {
        underWay.await();
        for (Written each = written.poll(); each != null; each = written.poll()) {
            each.told().accept(false);
        }
    }

    @Override
    public void commit(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            java.util.function.Consumer<Boolean> told) {
        Producer<byte[], byte[]> present = producer();
        underWay.begin(
                () -> write(present, offsets),
                failure -> failure.ifPresentOrElse(fault -> failed(fault, told), () -> written(offsets, told)));
    }

    private void written(Map<TopicPartition, OffsetAndMetadata> offsets, java.util.function.Consumer<Boolean> told) {
        failures.set(0);
        written.add(new Written(offsets, told));
        wake.run();
    }

    /** What fails again and again is tried at ever longer intervals: a part of it may be written each time. */
    private void failed(Throwable failure, java.util.function.Consumer<Boolean> told) {
        int before = failures.getAndIncrement();
        Level level = CommitsUnderWay.level(failure, before == 0 ? Level.INFO : Level.DEBUG);
        LOG.log(level, "Outputs cannot be written now, and are tried again.", failure);
        long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(before, 10));
        CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS).execute(() -> told.accept(false));
    }

    /** One that has failed may never do anything else, so it is made anew when nobody else uses it. */
    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> present = Objects.requireNonNull(producer, "not open");
        if (failures.get() > 0 && underWay.isEmpty()) {
            present.close(Duration.ZERO);
            present = WorkClients.writer(cluster);
            producer = present;
        }
        return present;
    }

    @Override
    public boolean hasTurn() {
        return !written.isEmpty();
    }

    @Override
    public void turn(Consumer<byte[], byte[]> consumer) {
        for (Written each = written.poll(); each != null; each = written.poll()) {
            java.util.function.Consumer<Boolean> told = each.told();
            consumer.commitAsync(each.offsets(), (_, failure) -> told.accept(failure == null));
        }
    }

    @Override
    public void commitLast(Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
        settle();
        write(producer(), offsets);
        consumer.commitSync(offsets, LAST);
    }

    /** Blocks until Kafka has all of it, or for as long as its client waits: for each topic some 10 s, and as long for what is sent. */
    private void write(Producer<byte[], byte[]> present, Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, Progress> now = DueOutputs.progress(offsets);
        List<DueOutputs.Due> all = due.due(now);
        Writing writing = new Writing(present);
        try {
            all.forEach(writing::send);
        } finally {
            present.flush();
        }
        Optional<Exception> failure = writing.failure();
        if (failure.isPresent()) {
            all.stream().filter(writing::isWritten).forEach(due::written);
            throw new KafkaException("What came of " + offsets.keySet() + " could not be written.", failure.get());
        }
        due.written(now);
    }

    @Override
    public void close() {
        underWay.await();
        Producer<byte[], byte[]> present = producer;
        if (present != null) {
            producer = null;
            present.close(LAST);
        }
    }

    /** What is sent together, with what became of it. One thread sends; who sees the records off may be another. */
    private static final class Writing {

        private final Producer<byte[], byte[]> producer;
        private final Set<DueOutputs.Due> unwritten =
                Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        private final Map<String, Exception> failures = new ConcurrentHashMap<>();

        Writing(Producer<byte[], byte[]> producer) {
            this.producer = producer;
        }

        /** Nothing more goes to a topic that did not take a record: the next one might wait as long, or overtake it. */
        void send(DueOutputs.Due part) {
            for (ProducerRecord<byte[], byte[]> record : part.records()) {
                if (failures.containsKey(record.topic())) {
                    unwritten.add(part);
                } else {
                    producer.send(record, (_, failure) -> {
                        if (failure != null) {
                            unwritten.add(part);
                            failures.putIfAbsent(record.topic(), failure);
                        }
                    });
                }
            }
        }

        boolean isWritten(DueOutputs.Due part) {
            return !unwritten.contains(part);
        }

        Optional<Exception> failure() {
            return failures.values().stream().findFirst();
        }
    }
}
