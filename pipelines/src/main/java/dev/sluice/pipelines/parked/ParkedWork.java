package dev.sluice.pipelines.parked;

import dev.sluice.events.partition.Held;
import dev.sluice.events.partition.PartitionWork;
import dev.sluice.events.partition.Step;
import dev.sluice.events.pump.Outputs;
import dev.sluice.events.stored.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Has the parked items of one partition of a stage. They stay in their topic, each once, in the order in which they came; when a key goes on,
 * they are sent to the stage in that order, some ahead of what it has settled. The stage calls the first that it has not settled, and passes over
 * all others, so sending one twice does no harm. When one fails again, all behind it wait again.
 */
public final class ParkedWork implements PartitionWork {

    /** So many items of a key are on their way at most: they hold up others in the topic of the stage. */
    static final int AHEAD = 100;

    /** The same of all keys. */
    static final int AHEAD_OF_ALL = 1_000;

    /** 4 MiB in a transaction, with what is counted for records that were read for it; it ends with the record that goes beyond. */
    private static final long BYTES = 4L << 20;

    /** What counts of a record that is read, also one of another key. */
    private static final long OF_A_RECORD = 200;

    /** Why an item is given up whose batch is. */
    private static final String CANCELLED = "batch_cancelled";

    private final String stage;
    private final Predicate<String> givenUp;
    private final Past past;
    private final Map<ByteBuffer, ParkedKey> keys = new LinkedHashMap<>();

    /** The records of the same partition. */
    @FunctionalInterface
    public interface Past {

        /** Tells those from an offset to before another, until {@code goesOn} says of one that it was the last for now. Blocks. */
        void tellWhile(long from, long until, Predicate<ConsumerRecord<byte[], byte[]>> goesOn);
    }

    /**
     * Of one partition.
     *
     * @param stage Kafka's name of the topic of the stage
     * @param givenUp whether a batch is, as far as this gateway knows; must not block
     */
    public ParkedWork(String stage, Predicate<String> givenUp, Past past) {
        this.stage = stage;
        this.givenUp = givenUp;
        this.past = past;
    }

    @Override
    public void restore(byte[] key, byte[] value) {
        keys.put(ByteBuffer.wrap(key), read(value));
    }

    private static ParkedKey read(byte[] value) {
        try {
            return ParkedKey.read(value);
        } catch (UnreadableRecordException e) {
            throw new IllegalStateException("What is kept of a parked key cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void run(List<ConsumerRecord<byte[], byte[]>> records, Step step) {
        Set<ByteBuffer> changed = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            ParkedRecords.read(record).ifPresent(said -> {
                if (record.key() == null) {
                    keys.values().forEach(ParkedKey::goOn);
                    changed.addAll(keys.keySet());
                } else {
                    ByteBuffer key = ByteBuffer.wrap(record.key());
                    take(key, said, record);
                    changed.add(key);
                }
            });
        }
        changed.forEach(key -> keep(key, step));
    }

    private void take(ByteBuffer name, ParkedRecords.Said said, ConsumerRecord<byte[], byte[]> record) {
        if (said instanceof ParkedRecords.Said.Item(ParkedPlace place, var failed)) {
            if (place.number() == 0) {
                keys.put(name, new ParkedKey(place.first(), record.timestamp(), record.offset()));
            }
            of(name, place).ifPresent(key -> {
                key.add(record.offset());
                failed.ifPresent(key::stop);
            });
            return;
        }
        switch (said) {
            case ParkedRecords.Said.Item _ -> {}
            case ParkedRecords.Said.Settled(ParkedPlace place) ->
                of(name, place).ifPresent(key -> key.settled(place));
            case ParkedRecords.Said.FailedAgain(ParkedPlace place, ParkedRecords.Failed failed) ->
                of(name, place).filter(key -> key.done == place.number()).ifPresent(key -> key.stop(failed));
            case ParkedRecords.Said.Retry() ->
                Optional.ofNullable(keys.get(name)).ifPresent(ParkedKey::goOn);
            case ParkedRecords.Said.Discard(ParkedPlace place) ->
                of(name, place)
                        .filter(key -> !key.going && key.done == place.number())
                        .ifPresent(ParkedWork::discard);
        }
    }

    /** The key, if the place is of this time that it is parked. */
    private Optional<ParkedKey> of(ByteBuffer name, ParkedPlace place) {
        return Optional.ofNullable(keys.get(name)).filter(key -> key.first == place.first());
    }

    private static void discard(ParkedKey key) {
        key.discard = true;
        key.goOn();
    }

    private void keep(ByteBuffer name, Step step) {
        @Nullable ParkedKey key = keys.get(name);
        if (key != null && key.isOver()) {
            keys.remove(name);
            key = null;
        }
        step.keep(name.array(), key == null ? null : key.packed());
    }

    @Override
    public void tick(Step step) {
        keys.forEach((name, key) -> {
            ParkedRecords.@Nullable Failed failed = key.failed;
            if (!key.going && failed != null && !failed.batch().isEmpty() && givenUp.test(failed.batch())) {
                key.failed = new ParkedRecords.Failed(
                        failed.id(),
                        failed.batch(),
                        new WhyParked(
                                CANCELLED, failed.why().attempts(), failed.why().detail()));
                discard(key);
                keep(name, step);
            }
        });
        long room = AHEAD_OF_ALL
                - keys.values().stream().mapToLong(ParkedKey::underWay).sum();
        Map<ByteBuffer, ParkedKey> due = new LinkedHashMap<>();
        keys.forEach((name, key) -> {
            if (key.going && key.next <= key.until && key.underWay() <= AHEAD / 2) {
                due.put(name, key);
            }
        });
        if (room > 0 && !due.isEmpty()) {
            send(due, room, step);
        }
    }

    /** Sends items of these keys, of all together {@code most}. */
    private void send(Map<ByteBuffer, ParkedKey> due, long most, Step step) {
        Sending sending = new Sending(due, most, step);
        past.tellWhile(
                due.values().stream().mapToLong(key -> key.next).min().orElseThrow(),
                due.values().stream().mapToLong(key -> key.until).max().orElseThrow() + 1,
                sending::read);
        due.values().forEach(key -> key.next = Math.max(key.next, sending.reached));
    }

    private final class Sending {
        private final Map<ByteBuffer, ParkedKey> due;
        private final Step step;
        private long room;
        private long bytes;

        /** Before this nothing more is to be found of those that are still due. */
        private long reached;

        Sending(Map<ByteBuffer, ParkedKey> due, long room, Step step) {
            this.due = due;
            this.room = room;
            this.step = step;
        }

        /** Whether the next record is to be read too. */
        boolean read(ConsumerRecord<byte[], byte[]> record) {
            bytes += OF_A_RECORD;
            reached = record.offset() + 1;
            @Nullable ParkedKey key = record.key() == null ? null : due.get(ByteBuffer.wrap(record.key()));
            if (key != null && record.offset() >= key.next) {
                ParkedRecords.read(record).ifPresent(said -> {
                    if (said instanceof ParkedRecords.Said.Item(ParkedPlace place, var _)
                            && place.first() == key.first
                            && place.number() == key.sent) {
                        send(key, record, place.number());
                    }
                });
                key.next = record.offset() + 1;
                if (key.underWay() >= AHEAD || key.next > key.until) {
                    due.remove(ByteBuffer.wrap(record.key()));
                }
            }
            return !due.isEmpty() && room > 0 && bytes < BYTES;
        }

        private void send(ParkedKey key, ConsumerRecord<byte[], byte[]> record, long number) {
            Optional<WhyParked> discard = Optional.ofNullable(key.failed)
                    .filter(_ -> key.discard && number == key.done)
                    .map(ParkedRecords.Failed::why);
            ProducerRecord<byte[], byte[]> onward =
                    ParkedRecords.onward(stage, record, new ParkedPlace(key.first, number, record.offset()), discard);
            step.send(onward);
            key.sent++;
            room--;
            bytes += Outputs.size(List.of(onward));
        }
    }

    @Override
    public Held held() {
        return new Held(
                keys.size(),
                keys.values().stream().mapToLong(key -> key.parked - key.done).sum());
    }

    @Override
    public OptionalLong needed() {
        return keys.values().stream().mapToLong(key -> key.from).min();
    }
}
