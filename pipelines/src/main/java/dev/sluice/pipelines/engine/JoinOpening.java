package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** What a join makes of a batch to which nothing is under way any more. For one thread, and one opening. */
final class JoinOpening {

    private static final String MEMBERS_MISSING = "members_missing";
    private static final String MEMBERS_GONE = "members_gone";

    private final JoinWork.Barrier barrier;
    private final TopicPartition partition;
    private final String name;
    private final JoinBatch batch;
    private final long offset;
    private final List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
    private Optional<KeptMembers> kept = Optional.empty();
    private int items;

    /** {@code offset}: of the record with which nothing is under way any more. */
    JoinOpening(JoinWork.Barrier barrier, TopicPartition partition, String name, JoinBatch batch, long offset) {
        this.barrier = barrier;
        this.partition = partition;
        this.name = name;
        this.batch = batch;
        this.offset = offset;
    }

    /** Those that are to be written, in their order. */
    List<ProducerRecord<byte[], byte[]>> records() {
        return made;
    }

    /** How many items have come of it. */
    int items() {
        return items;
    }

    /** Where its members are, if they do not stand in its item. */
    Optional<KeptMembers> kept() {
        return kept;
    }

    /** Under what these are kept. */
    String key() {
        return KeptMembers.key(name, edition());
    }

    /** Whether what is known of the batch is of use still: something may come late, or somebody may ask since when it is gone. */
    boolean mayBeAnother() {
        return batch.isGone() || (barrier.join().hasEditions() && !batch.cancelled && batch.missing > 0);
    }

    void open() {
        if (batch.isGone()) {
            made.add(barrier.counts().told(StageName.SOURCE, name, missing(MEMBERS_GONE)));
            made.addAll(barrier.counts().retriesDone(name, batch.owed));
            return;
        }
        made.addAll(barrier.counts().retriesDone(name, batch.owed - 1));
        if (batch.cancelled) {
            made.addAll(barrier.counts().settled(barrier.step(), name, List.of()));
        } else if (missesTooMany()) {
            fail();
        } else {
            join();
        }
    }

    /** Where it waits for what is missing, that is under way still; what is missing for good is not waited for. */
    private boolean missesTooMany() {
        return barrier.join().missing() != Stage.Join.Missing.OPEN
                && !barrier.join().tolerate().allows(batch.missing, batch.members + batch.missing);
    }

    private void fail() {
        boolean isKnown = batch.fate == JoinBatch.Fate.FAILED;
        batch.fate = JoinBatch.Fate.FAILED;
        made.addAll(
                isKnown
                        ? barrier.counts().settled(barrier.step(), name, List.of())
                        : barrier.counts().lost(barrier.step(), name, missing(MEMBERS_MISSING)));
    }

    private void join() {
        if (batch.fate == JoinBatch.Fate.FAILED) {
            batch.fate = JoinBatch.Fate.KEPT;
            made.add(barrier.counts().found(StageName.SOURCE, name, missing(MEMBERS_MISSING)));
        }
        batch.editions++;
        JoinedItem joined = batch.item == null ? again() : batch.item;
        if (joined.isLong()) {
            kept = Optional.of(
                    new KeptMembers(batch.first, offset, barrier.clock().millis()));
        }
        Node head = barrier.step();
        byte[] data = joined.json(name, batch.members, batch.missing, edition(), path());
        CloudEvent plain = barrier.items().joined(name, head.keptAs(), edition(), data);
        StageTraces.Span span = barrier.traces().begin(plain.id(), name, joined.traces());
        pass(StageTraces.in(span.trace(), plain), span);
        edition().ifPresent(number -> made.add(barrier.counts().edition(head, name, number)));
    }

    private void pass(CloudEvent item, StageTraces.Span span) {
        Node head = barrier.step();
        try {
            List<Way.Arrived> arrived = span.over(() -> {
                List<Way.Arrived> to = barrier.way().from(head.name(), Optional.empty(), item);
                made.addAll(barrier.targets().records(to, batch.chain));
                return to;
            });
            items = arrived.size();
            made.addAll(barrier.counts().settled(head, name, arrived));
        } catch (ItemFailedException e) {
            made.add(barrier.targets().dead(KafkaEvents.write(item), head.name(), e.reason(), e.detail()));
            made.addAll(barrier.counts()
                    .lost(head, name, new Missing(item.id(), head.keptAs().value(), e.reason())));
        }
    }

    private Missing missing(String reason) {
        String stage = barrier.step().keptAs().value();
        return new Missing(name + "/" + stage, stage, reason);
    }

    /** Which one it is, of a join that has several. */
    private OptionalLong edition() {
        return barrier.join().hasEditions() ? OptionalLong.of(batch.editions) : OptionalLong.empty();
    }

    /** At which the members can be read. */
    private String path() {
        String path = barrier.items().pipeline().path() + "/batches/" + name + "/members/"
                + barrier.step().keptAs();
        return edition().isPresent() ? path + "?edition=" + edition().getAsLong() : path;
    }

    /** What has come, as the topic has it. */
    private JoinedItem again() {
        JoinedItem joined = new JoinedItem();
        if (batch.first >= 0) {
            try (PastRecords log = barrier.again().apply(partition)) {
                log.tell(batch.first, offset, record -> {
                    if (record.key() != null && name.equals(BatchRecords.batch(record.key()))) {
                        BatchRecords.read(record).ifPresent(said -> {
                            if (batch.chain.isEmpty()) {
                                batch.chain = DeadItems.chain(record);
                            }
                            joined.take(said, barrier.way().graph());
                        });
                    }
                });
            }
        }
        return joined;
    }
}
