package dev.sluice.events.workqueue.source;

import dev.sluice.events.partition.PartitionLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Which items a topic has, as far as it was read: what is new of it alone is read again. For one thread. */
final class TopicItems {

    private final String topic;
    private final int most;

    /** In the order in which the records were read. */
    private final Map<String, RecordPlace> places = new LinkedHashMap<>();

    private final Map<Integer, Span> read = new TreeMap<>();
    private boolean more;

    /** What was read of a partition: from the first offset that is there to before another one. */
    private record Span(long from, long until) {}

    /** {@code most}: as many are known at the same time. */
    TopicItems(String topic, int most) {
        this.topic = topic;
        this.most = most;
    }

    /** Where the record of an item is; empty if none is known. */
    Optional<RecordPlace> place(String name) {
        return Optional.ofNullable(places.get(name));
    }

    /** Reads what is new. Blocks; throws a {@link org.apache.kafka.common.KafkaException} where Kafka does not answer. */
    void read(PartitionLog log) throws SourceFault {
        int partitions = log.partitions(topic);
        if (partitions == 0) {
            throw new SourceFault(SourceFault.Why.PASSING, "There is no topic '" + topic + "'.");
        }
        more = false;
        for (int partition = 0; partition < partitions; partition++) {
            read(log, new TopicPartition(topic, partition));
        }
    }

    private void read(PartitionLog log, TopicPartition partition) {
        long first = log.first(partition);
        long end = log.committedEnd(partition);
        Span before = read.getOrDefault(partition.partition(), new Span(first, first));
        if (end < before.until() || first < before.from()) {
            // It was deleted, and is another one.
            places.values().removeIf(place -> place.partition() == partition.partition());
            before = new Span(first, first);
        } else if (first > before.from()) {
            places.values().removeIf(place -> place.partition() == partition.partition() && place.offset() < first);
        }
        long from = Math.max(first, before.until());
        long until = from < end && hasRoom() ? log.readWhile(partition, from, end, this::take) : from;
        more |= until < end;
        read.put(partition.partition(), new Span(first, until));
    }

    private boolean hasRoom() {
        return places.size() < most;
    }

    private boolean take(ConsumerRecord<byte[], byte[]> record) {
        RecordPlace place = new RecordPlace(record.partition(), record.offset());
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        boolean named = ListedItem.refusal(key, "").isEmpty();
        if (named) {
            places.remove(key);
        }
        if (!named || record.value() != null) {
            places.put(named ? key : place.toString(), place);
        }
        return hasRoom();
    }

    Listing listing() {
        List<ListedItem> items = new ArrayList<>(places.size());
        places.forEach((name, place) -> items.add(new ListedItem(name, place.toString())));
        String notice = more
                ? "The topic has more than " + most + " items: what is behind them is not listed while they are there."
                : "";
        return new Listing(items, Optional.of(read + notice), Optional.empty(), false, notice);
    }
}
