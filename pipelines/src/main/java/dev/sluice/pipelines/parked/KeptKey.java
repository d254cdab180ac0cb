package dev.sluice.pipelines.parked;

import dev.sluice.events.stored.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A parked key as {@link ParkedWork} has kept it, for those who ask. */
public final class KeptKey {

    private final int partition;
    private final byte[] bytes;
    private final ParkedKey state;

    /**
     * An item that has failed for good.
     *
     * @param id of its event
     * @param batch empty if it is in none
     */
    public record FailedItem(String id, Optional<String> batch, WhyParked why) {}

    private KeptKey(int partition, byte[] bytes, ParkedKey state) {
        this.partition = partition;
        this.bytes = bytes;
        this.state = state;
    }

    /** {@code kept}: a record whose value is what is kept of a key. */
    public static KeptKey read(ConsumerRecord<byte[], byte[]> kept) throws UnreadableRecordException {
        return new KeptKey(kept.partition(), kept.key(), ParkedKey.read(kept.value()));
    }

    /** The key as text. */
    public String key() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** How many of its items are parked, with the failed one. */
    public long items() {
        return state.parked - state.done;
    }

    /** When it was parked. */
    public Instant since() {
        return Instant.ofEpochMilli(state.since);
    }

    /** Whether its items are on their way, because somebody wants them to go on. */
    public boolean isGoing() {
        return state.going;
    }

    /** The first of its items, if that has failed and nothing is known of how it goes on. */
    public Optional<FailedItem> failed() {
        return Optional.ofNullable(state.failed)
                .map(failed -> new FailedItem(
                        failed.id(), Optional.of(failed.batch()).filter(batch -> !batch.isEmpty()), failed.why()));
    }

    /** What has its items go on, in the topic of parked items. */
    public ProducerRecord<byte[], byte[]> retry(String topic) {
        return ParkedRecords.retry(topic, partition, bytes);
    }

    /** What has the items of all keys of a partition go on. */
    public static ProducerRecord<byte[], byte[]> retryAll(String topic, int partition) {
        return ParkedRecords.retry(topic, partition, null);
    }

    /** What has the failed item become a dead letter, and those behind it go on. */
    public ProducerRecord<byte[], byte[]> discard(String topic) {
        return ParkedRecords.discard(topic, partition, bytes, new ParkedPlace(state.first, state.done, -1));
    }
}
