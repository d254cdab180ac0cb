package dev.sluice.pipelines.engine;

import dev.sluice.core.event.MalformedEventException;
import dev.sluice.events.record.KafkaEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Items of a batch that came and are to be stored together. For one thread. */
final class SentItems {

    private final BatchIntake.Place place;
    private final String batch;
    private final Optional<TopicPartition> idsAt;
    private final List<ProducerRecord<byte[], byte[]>> items = new ArrayList<>();
    private final List<byte[]> ids = new ArrayList<>();
    private long bytes;

    /** {@code idsAt}: where their ids are kept; empty if they have numbers. */
    SentItems(BatchIntake.Place place, String batch, Optional<TopicPartition> idsAt) {
        this.place = place;
        this.batch = batch;
        this.idsAt = idsAt;
    }

    /** @throws MalformedEventException with a clause, if what was said of it cannot stand in an event */
    void add(ItemNames.Named named, SentItem item) throws MalformedEventException {
        items.add(
                KafkaEvents.write(place.items().sent(batch, named.name(), item)).to(place.source()));
        named.id().ifPresent(ids::add);
        bytes += item.inRecord();
    }

    int count() {
        return items.size();
    }

    long bytes() {
        return bytes;
    }

    List<ProducerRecord<byte[], byte[]>> items() {
        return List.copyOf(items);
    }

    /** What is to be known of their ids; empty if they have numbers. */
    Optional<ProducerRecord<byte[], byte[]>> ids() {
        return idsAt.map(at -> place.ids().record(at, batch, ids));
    }

    void clear() {
        items.clear();
        ids.clear();
        bytes = 0;
    }
}
