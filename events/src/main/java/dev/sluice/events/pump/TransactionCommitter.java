package dev.sluice.events.pump;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.client.WorkClients;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Commits offsets and what came of the records in one transaction: who reads committed records only sees it exactly when they are done.
 * A member that was expelled from its group is refused by the group's metadata, which are those of the consumer that read the records.
 *
 * <p>A transaction begins when all that it has is there, so it is short; meanwhile the consumer reads on. There are two producers, so
 * that partitions whose progress is due need not wait for those whose transaction is under way. Each partition is in one transaction at
 * a time, so it does not matter which of two ends first, or fails.
 */
final class TransactionCommitter implements Committer {

    private static final System.Logger LOG = System.getLogger(TransactionCommitter.class.getName());

    private final DueOutputs due;
    private final TransactionProducer first;
    private final TransactionProducer second;

    /** Those that have no transaction under way; the head is at rest for longest, so that the markers of its last one are written. */
    private final Queue<TransactionProducer> free = new ConcurrentLinkedQueue<>();

    private volatile Runnable wake = () -> {};

    /** Whether it has to be asked how far is committed; set on the consumer's thread. */
    private volatile boolean unknown;

    private final CommitsUnderWay underWay = new CommitsUnderWay();

    /**
     * Of one consumer.
     *
     * @param id of the transactions, which no other consumer has at the same time; one that had it before is cut off
     */
    TransactionCommitter(KafkaCluster cluster, String id, Outputs outputs) {
        this.due = new DueOutputs(outputs);
        this.first = new TransactionProducer(cluster, id);
        this.second = new TransactionProducer(cluster, second(id));
    }

    private static String second(String id) {
        return id + ".2";
    }

    /**
     * Ends what such a one left open with this id. Blocks for some 20 s at most.
     *
     * @throws KafkaException if Kafka does not answer, or refuses
     */
    static void end(KafkaCluster cluster, String id) {
        WorkClients.transactions(cluster, id).close();
        WorkClients.transactions(cluster, second(id)).close();
    }

    /** Ends what somebody left open who had the same id: until then nobody reads what is behind it, nor where its group stands. */
    @Override
    public void open(Runnable wake) {
        this.wake = wake;
        first.open();
        second.open();
        free.add(first);
        free.add(second);
    }

    @Override
    public void assigned(TopicPartition partition, Progress progress) {
        underWay.await();
        due.own(partition, progress);
    }

    @Override
    public void lost(Collection<TopicPartition> partitions) {
        underWay.await();
        due.forget(partitions);
    }

    /** With one of unknown end nothing is decided before that is known. */
    @Override
    public boolean isReady() {
        // Who becomes doubtful does so before it is free.
        int atRest = free.size();
        boolean doubtful = unknown || first.isDoubtful() || second.isDoubtful();
        return doubtful ? atRest == 2 : atRest > 0;
    }

    @Override
    public void commit(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            java.util.function.Consumer<Boolean> told) {
        try {
            look(consumer);
        } catch (KafkaException e) {
            LOG.log(Level.DEBUG, "What became of a transaction is asked again.", e);
            told.accept(false);
            return;
        }
        ConsumerGroupMetadata member = consumer.groupMetadata();
        TransactionProducer producer = free.remove();
        underWay.begin(() -> transact(producer, offsets, member), failure -> {
            failure.ifPresent(
                    fault -> LOG.log(CommitsUnderWay.level(fault, Level.DEBUG), "A transaction is made again.", fault));
            free.add(producer);
            wake.run();
            told.accept(failure.isEmpty());
        });
    }

    @Override
    public void commitLast(Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
        underWay.await();
        look(consumer);
        transact(first, offsets, consumer.groupMetadata());
    }

    private void transact(
            TransactionProducer producer,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata member) {
        Map<TopicPartition, Progress> now = DueOutputs.progress(offsets);
        producer.transact(due.together(now), offsets, member);
        due.written(now);
    }

    /**
     * Whether the last transaction of a producer was committed is not always known to it; Kafka has ended it once its id is used anew.
     * As long as another transaction is under way, that is not asked: no partition of the doubtful one is committed before.
     */
    private void look(Consumer<byte[], byte[]> consumer) {
        if (free.size() < 2) {
            return;
        }
        for (TransactionProducer each : List.of(first, second)) {
            if (each.isDoubtful()) {
                unknown = true;
                each.open();
            }
        }
        if (unknown) {
            consumer.committed(due.partitions(), StartOffsets.PATIENCE).forEach((partition, offset) -> {
                if (offset != null) {
                    due.found(partition, Progress.read(offset.offset(), offset.metadata()));
                }
            });
            unknown = false;
        }
    }

    @Override
    public void close() {
        underWay.await();
        free.clear();
        first.close();
        second.close();
    }
}
