package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.events.partition.PartitionWork;
import dev.sluice.events.partition.Step;
import dev.sluice.events.pump.Outputs;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Has what one stage keeps of batches, those of one partition of their topic, and writes it into batches that are run again from there. The
 * items stay in the topic; what is kept of a batch is where it begins there, and of one that is run again how far that has come. A batch
 * goes as a whole.
 */
final class RerunWork implements PartitionWork {

    /** 4 MiB in a transaction, with what is counted for records that were read for it; it ends with the record that goes beyond. */
    private static final long BYTES = 4L << 20;

    /** What counts of a record that is read, also one of another batch. */
    private static final long OF_A_RECORD = 200;

    /** The same of one that has its data in a file: the disk is waited for. */
    private static final long OF_A_FILE = 64 << 10;

    /** Between a batch and another one into which its items go. No name has it. */
    private static final String INTO = "\n";

    private final Place place;
    private final Supplier<PastRecords> again;
    private final long most;

    private final Map<String, Came> batches = new LinkedHashMap<>();

    /** By the batch, {@link #INTO}, and the one into which its items go. */
    private final Map<String, Going> reruns = new LinkedHashMap<>();

    /**
     * Of which stage it is.
     *
     * @param keep how long what comes of a batch is kept after that is over
     * @param large where the data of items is that records do not take
     */
    record Place(
            Node stage, Duration keep, Targets targets, BatchCounts counts, LargeData large, InstantSource clock) {}

    /**
     * A batch of which all that has come is kept.
     *
     * @param first the offset before which there is none of it
     * @param ended when it was over, in milliseconds since 1970; empty while it is not
     */
    record Came(long first, OptionalLong ended) {

        static Came read(byte[] kept) {
            String[] words = words(kept);
            return new Came(
                    Long.parseLong(words[1]),
                    words[2].isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(words[2])));
        }

        byte[] bytes() {
            return text(first + " " + (ended.isPresent() ? ended.getAsLong() : ""));
        }

        /** Whether it has been over for longer than this. */
        boolean isPast(Duration keep, long now) {
            return ended.isPresent() && ended.getAsLong() + keep.toMillis() < now;
        }
    }

    /** Items on their way into another batch: those from {@code next} to before {@code until} are still to be written. */
    private record Going(long next, long until) {

        static Going read(byte[] kept) {
            String[] words = words(kept);
            return new Going(Long.parseLong(words[1]), Long.parseLong(words[2]));
        }

        byte[] bytes() {
            return text(next + " " + until);
        }
    }

    private static String[] words(byte[] kept) {
        return new String(kept, StandardCharsets.UTF_8).split(" ", -1);
    }

    private static byte[] text(String words) {
        return ("1 " + words).getBytes(StandardCharsets.UTF_8);
    }

    RerunWork(Place place, Supplier<PastRecords> again) {
        this(place, again, BYTES);
    }

    /** {@code most}: bytes in a transaction. */
    RerunWork(Place place, Supplier<PastRecords> again, long most) {
        this.place = place;
        this.again = again;
        this.most = most;
    }

    @Override
    public void restore(byte[] key, byte[] value) {
        String name = BatchRecords.batch(key);
        if (name.contains(INTO)) {
            reruns.put(name, Going.read(value));
        } else {
            batches.put(name, Came.read(value));
        }
    }

    @Override
    public void run(List<ConsumerRecord<byte[], byte[]>> records, Step step) {
        Set<String> changed = new HashSet<>();
        List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            BatchRecords.read(record).ifPresent(said -> {
                String batch = BatchRecords.batch(record.key());
                if (said instanceof BatchRecords.Said.Told(BatchRecords.Event event, long _)) {
                    told(batch, event, record.offset());
                    changed.add(batch);
                } else if (said instanceof BatchRecords.Said.RerunInto into) {
                    made.addAll(into(batch, into, record.offset()));
                    changed.add(batch + INTO + into.batch());
                }
            });
        }
        send(made, step);
        changed.forEach(key -> keep(key, step));
    }

    private void told(String batch, BatchRecords.Event event, long offset) {
        if (event == BatchRecords.Event.OPENED) {
            batches.put(batch, new Came(offset, OptionalLong.empty()));
        } else if (event == BatchRecords.Event.ENDED) {
            batches.computeIfPresent(
                    batch,
                    (_, came) ->
                            new Came(came.first(), OptionalLong.of(place.clock().millis())));
        }
    }

    private List<ProducerRecord<byte[], byte[]>> into(String batch, BatchRecords.Said.RerunInto into, long offset) {
        String key = batch + INTO + into.batch();
        if (into.givenUp()) {
            return reruns.remove(key) == null ? List.of() : place.counts().closed(into.batch(), place.stage());
        }
        @Nullable Came came = batches.get(batch);
        if (came == null) {
            // It was forgotten since somebody asked for it: nothing of it is better than a part.
            List<ProducerRecord<byte[], byte[]>> nothing =
                    new ArrayList<>(place.counts().cancelled(into.batch()));
            nothing.addAll(place.counts().closed(into.batch(), place.stage()));
            return nothing;
        }
        reruns.put(key, new Going(came.first(), offset));
        return List.of();
    }

    private void keep(String key, Step step) {
        byte @Nullable [] kept = key.contains(INTO)
                ? Optional.ofNullable(reruns.get(key)).map(Going::bytes).orElse(null)
                : Optional.ofNullable(batches.get(key)).map(Came::bytes).orElse(null);
        step.keep(BatchRecords.key(key), kept);
    }

    @Override
    public void tick(Step step) {
        LongAdder bytes = new LongAdder();
        for (String key : List.copyOf(reruns.keySet())) {
            if (bytes.sum() < most) {
                proceed(key, step, bytes);
                keep(key, step);
            }
        }
        long now = place.clock().millis();
        Set<String> needed = new HashSet<>();
        reruns.keySet().forEach(key -> needed.add(key.split(INTO, 2)[0]));
        batches.entrySet().removeIf(each -> {
            boolean past = each.getValue().isPast(place.keep(), now) && !needed.contains(each.getKey());
            if (past) {
                step.keep(BatchRecords.key(each.getKey()), null);
            }
            return past;
        });
    }

    /** Writes items into another batch, as far as {@code bytes} allow, to which they are added; behind the last one that is closed. */
    private void proceed(String key, Step step, LongAdder bytes) {
        Going going = reruns.getOrDefault(key, new Going(0, 0));
        String[] names = key.split(INTO, 2);
        List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
        LongAdder items = new LongAdder();
        long next;
        try (PastRecords log = again.get()) {
            next = log.tellWhile(going.next(), going.until(), record -> {
                bytes.add(OF_A_RECORD);
                BatchRecords.member(record, names[0]).ifPresent(item -> {
                    items.increment();
                    bytes.add(place.large().named(item).isPresent() ? OF_A_FILE : 0);
                    List<ProducerRecord<byte[], byte[]>> more = onward(item, names[1], DeadItems.chain(record));
                    bytes.add(Outputs.size(more));
                    made.addAll(more);
                });
                return bytes.sum() < most;
            });
        }
        if (items.sum() > 0) {
            made.add(place.counts().event(StageName.SOURCE, names[1], BatchRecords.Event.STORED, items.sum()));
        }
        if (next < going.until()) {
            reruns.put(key, new Going(next, going.until()));
        } else {
            reruns.remove(key);
            made.addAll(place.counts().closed(names[1], place.stage()));
        }
        send(made, step);
    }

    /** An item as it comes to the stage in another batch. */
    private List<ProducerRecord<byte[], byte[]>> onward(CloudEvent item, String batch, List<RecordHeader> chain) {
        CloudEvent moved = place.large().in(batch, item);
        try {
            List<ProducerRecord<byte[], byte[]>> made =
                    new ArrayList<>(place.targets().records(List.of(new Way.Arrived(place.stage(), moved)), chain));
            made.addAll(place.counts().entered(batch, place.stage()));
            return made;
        } catch (ItemFailedException e) {
            // With a longer name of its batch.
            List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
            made.add(
                    place.targets().dead(KafkaEvents.write(moved), place.stage().name(), e.reason(), e.detail()));
            made.addAll(place.counts()
                    .neverEntered(
                            batch,
                            place.stage(),
                            new Missing(moved.id(), place.stage().keptAs().value(), e.reason())));
            return made;
        }
    }

    private static void send(List<ProducerRecord<byte[], byte[]>> made, Step step) {
        BatchRecords.folded(made).forEach(step::send);
    }

    @Override
    public OptionalLong needed() {
        return batches.values().stream().mapToLong(Came::first).min();
    }
}
