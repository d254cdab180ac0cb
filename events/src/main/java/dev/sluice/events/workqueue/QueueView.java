package dev.sluice.events.workqueue;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.partition.KeptFollower;
import dev.sluice.events.stored.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The record of a queue as any gateway sees it, whoever works on it: what is committed, a moment later. Thread-safe. */
public final class QueueView implements AutoCloseable {

    private final ConcurrentNavigableMap<String, ItemStanding> items = new ConcurrentSkipListMap<>();
    private final AnswerLog answers;
    private final KeptFollower follower;
    private volatile QueueStanding standing = QueueStanding.NOTHING;

    /** Reads all that is there. Blocks; throws a {@link org.apache.kafka.common.KafkaException} if Kafka does not answer. */
    QueueView(KafkaCluster cluster, WorkQueueId.Topics topics) {
        this.answers = new AnswerLog(cluster, topics.results());
        this.follower = new KeptFollower(cluster, topics.items(), this::take);
    }

    /** An item, and how it stands. */
    public record Named(String item, ItemStanding standing) {}

    /** Items in the order of their names, and the name behind which there are more. */
    public record Page(List<Named> items, Optional<String> next) {}

    private void take(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        byte @Nullable [] value = record.value();
        if (key.equals(QueueWork.STANDING)) {
            standing = value == null ? QueueStanding.NOTHING : QueueStanding.read(value);
        } else if (value == null) {
            items.remove(key);
        } else {
            items.put(key, ItemStanding.read(value));
        }
    }

    /** How the queue stands, as its owner told last. */
    public QueueStanding standing() {
        return standing;
    }

    /** How an item stands; empty if it is not known. */
    public Optional<ItemStanding> item(String name) {
        return Optional.ofNullable(items.get(name));
    }

    /**
     * Some items.
     *
     * @param state empty for all
     * @param after the name behind which they come; empty for the first
     * @param most 1 or more
     */
    public Page page(Optional<ItemState> state, Optional<String> after, int most) {
        NavigableMap<String, ItemStanding> rest = after.<NavigableMap<String, ItemStanding>>map(
                        name -> items.tailMap(name, false))
                .orElse(items);
        List<Named> found = new ArrayList<>();
        for (Map.Entry<String, ItemStanding> each : rest.entrySet()) {
            if (state.isPresent() && each.getValue().state() != state.get()) {
                continue;
            }
            if (found.size() == most) {
                return new Page(found, Optional.of(found.getLast().item()));
            }
            found.add(new Named(each.getKey(), each.getValue()));
        }
        return new Page(found, Optional.empty());
    }

    /** What came of an item, as long as it is kept; empty if nothing did, or if it is not kept any more. Blocks as Kafka does. */
    public Optional<KeptAnswer> answer(String item) throws UnreadableRecordException {
        return answers.find(item).filter(KeptAnswer::last);
    }

    @Override
    public void close() {
        follower.close();
        answers.close();
    }
}
