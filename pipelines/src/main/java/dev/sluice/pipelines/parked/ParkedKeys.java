package dev.sluice.pipelines.parked;

import dev.sluice.events.record.TopicRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The parked keys of one stage, in those of its partitions that are this gateway's, and what is written when they change. What is written of a
 * record is to become visible with the record done, in the order of their offsets; whoever has a partition next reads it before it calls
 * anything. Records of a key are worked off one after the other. Thread-safe; nothing but {@link #assigned} blocks.
 */
public final class ParkedKeys {

    /** So many are parked in a partition at most: each is in memory, some 200 bytes and the key. */
    public static final int MOST = 10_000;

    private final Topics topics;
    private final Kept kept;
    private final int most;

    /** By partition, by key. */
    private final Map<Integer, Map<ByteBuffer, Standing>> partitions = new HashMap<>();

    /**
     * Kafka's names of topics, each with as many partitions as that of the stage.
     *
     * @param items of the parked items, and of what is told of them
     * @param keys compacted, of the parked keys
     */
    public record Topics(String items, String keys) {}

    /** What is kept of the keys of a partition. */
    @FunctionalInterface
    public interface Kept {

        /** Tells all that is committed, and waits for transactions that are under way. Blocks. */
        void tell(int partition, Consumer<ConsumerRecord<byte[], byte[]>> told);
    }

    /** What is done with an item. */
    public enum Turn {
        /** It is called: its key is not parked, or it is the next of those that go on. */
        CALL,
        /** It is parked behind others of its key. */
        PARK,
        /** It goes on by becoming a dead letter. */
        DISCARD,
        /** Nothing: it is done with, or comes behind one that has failed again, and will be told once more. */
        PASS
    }

    /**
     * Of a parked key.
     *
     * @param first the offset of the item with which it was parked
     * @param done how many of the parked items have gone on and are settled
     * @param parked how many items were parked
     * @param last the offset of the last of these when it came
     */
    private record Standing(long first, long done, long parked, long last) {

        byte[] text() {
            return ("1 " + first + " " + done + " " + parked + " " + last).getBytes(StandardCharsets.UTF_8);
        }

        static Standing read(byte[] text) {
            String[] words = new String(text, StandardCharsets.UTF_8).split(" ");
            return new Standing(
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]));
        }
    }

    public ParkedKeys(Topics topics, Kept kept) {
        this(topics, kept, MOST);
    }

    ParkedKeys(Topics topics, Kept kept, int most) {
        this.topics = topics;
        this.kept = kept;
        this.most = most;
    }

    /** The partition is this gateway's, in the place of whatever was known of it. Blocks until what is kept of it is read. */
    public void assigned(int partition) {
        Map<ByteBuffer, Standing> keys = new HashMap<>();
        kept.tell(partition, record -> {
            if (record.value() == null) {
                keys.remove(ByteBuffer.wrap(record.key()));
            } else {
                keys.put(ByteBuffer.wrap(record.key()), Standing.read(record.value()));
            }
        });
        synchronized (this) {
            partitions.put(partition, keys);
        }
    }

    /** The partition is somebody else's. */
    public synchronized void lost(int partition) {
        partitions.remove(partition);
    }

    /** How many there are. */
    public synchronized long count() {
        return partitions.values().stream().mapToLong(Map::size).sum();
    }

    /** What is to be done with a record of the stage now. */
    public synchronized Turn turn(ConsumerRecord<byte[], byte[]> record) {
        Optional<Standing> standing = standing(record);
        Optional<ParkedRecords.Onward> onward = ParkedRecords.onward(record);
        if (onward.isPresent()) {
            ParkedPlace place = onward.get().place();
            if (standing.filter(of -> of.first() == place.first() && of.done() == place.number())
                    .isEmpty()) {
                return Turn.PASS;
            }
            return onward.get().discard().isPresent() ? Turn.DISCARD : Turn.CALL;
        }
        return standing.map(of -> record.offset() == of.last() ? Turn.PASS : Turn.PARK)
                .orElse(Turn.CALL);
    }

    /** Why an item whose turn is {@link Turn#DISCARD} has failed. */
    public static WhyParked why(ConsumerRecord<byte[], byte[]> record) {
        return ParkedRecords.onward(record)
                .flatMap(ParkedRecords.Onward::discard)
                .orElseThrow();
    }

    /** An item as it was before it was parked. */
    public static TopicRecord plain(ConsumerRecord<byte[], byte[]> record) {
        return ParkedRecords.plain(record);
    }

    /** What is written of an item that is parked behind others of its key; empty if nothing is to be, also not in its place. */
    public synchronized Optional<List<ProducerRecord<byte[], byte[]>>> behind(ConsumerRecord<byte[], byte[]> record) {
        return turn(record) == Turn.PARK
                ? standing(record).map(of -> parked(record, of, Optional.empty()))
                : Optional.empty();
    }

    /** The same of an item that is done with: what came of it is written beside this. */
    public synchronized Optional<List<ProducerRecord<byte[], byte[]>>> settled(ConsumerRecord<byte[], byte[]> record) {
        Turn turn = turn(record);
        if (turn == Turn.PASS || turn == Turn.PARK || !partitions.containsKey(record.partition())) {
            return Optional.empty();
        }
        Optional<ParkedRecords.Onward> onward = ParkedRecords.onward(record);
        if (onward.isEmpty()) {
            return Optional.of(List.of());
        }
        return standing(record).map(of -> {
            Standing now = new Standing(of.first(), of.done() + 1, of.parked(), of.last());
            return List.of(
                    ParkedRecords.settled(topics.items(), record, onward.get().place()), keep(record, now));
        });
    }

    /**
     * The same of an item that has failed for good: it is parked, behind others of its key if there are any.
     *
     * @throws TooManyParkedKeysException if its key would be one too many
     */
    public synchronized Optional<List<ProducerRecord<byte[], byte[]>>> failed(
            ConsumerRecord<byte[], byte[]> record, WhyParked why) throws TooManyParkedKeysException {
        Map<ByteBuffer, Standing> keys = partitions.get(record.partition());
        if (keys == null) {
            return Optional.empty();
        }
        return switch (turn(record)) {
            case PASS, DISCARD -> Optional.empty();
            case PARK -> behind(record);
            case CALL -> {
                Optional<ParkedRecords.Onward> onward = ParkedRecords.onward(record);
                if (onward.isPresent()) {
                    yield Optional.of(List.of(ParkedRecords.failedAgain(
                            topics.items(), record, onward.get().place(), why)));
                }
                if (keys.size() >= most) {
                    throw new TooManyParkedKeysException(most);
                }
                yield Optional.of(
                        parked(record, new Standing(record.offset(), 0, 0, record.offset()), Optional.of(why)));
            }
        };
    }

    private List<ProducerRecord<byte[], byte[]>> parked(
            ConsumerRecord<byte[], byte[]> record, Standing before, Optional<WhyParked> why) {
        ParkedPlace place = new ParkedPlace(before.first(), before.parked(), -1);
        Standing now = new Standing(before.first(), before.done(), before.parked() + 1, record.offset());
        return List.of(ParkedRecords.item(topics.items(), record, place, why), keep(record, now));
    }

    private ProducerRecord<byte[], byte[]> keep(ConsumerRecord<byte[], byte[]> record, Standing now) {
        Map<ByteBuffer, Standing> keys = partitions.getOrDefault(record.partition(), new HashMap<>());
        boolean over = now.done() == now.parked();
        if (over) {
            keys.remove(ByteBuffer.wrap(record.key()));
        } else {
            keys.put(ByteBuffer.wrap(record.key()), now);
        }
        return new ProducerRecord<>(topics.keys(), record.partition(), record.key(), over ? null : now.text());
    }

    private Optional<Standing> standing(ConsumerRecord<byte[], byte[]> record) {
        return Optional.ofNullable(
                partitions.getOrDefault(record.partition(), Map.of()).get(ByteBuffer.wrap(record.key())));
    }
}
