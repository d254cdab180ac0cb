package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.events.partition.PartitionWork;
import dev.sluice.events.partition.Step;
import dev.sluice.pipelines.graph.Node;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Has the items of batches that have failed and may be retried, those of one partition of their topic. They stay in the topic until they are
 * put back into the stages at which they failed, or given up with their batch; what is kept of a batch is where they are.
 */
final class FailedWork implements PartitionWork {

    /** So many records are read at once; each has 2 MiB at most, and seldom more than some KiB. */
    private static final long AT_ONCE = 100;

    /** 4 MiB in a transaction, and what was read with it. */
    private static final long BYTES = 4L << 20;

    private final Place place;
    private final Supplier<PastRecords> again;

    /** Those with a topic of their own, by name. */
    private final Map<String, Node> stages;

    private final Map<String, Batch> batches = new LinkedHashMap<>();

    /**
     * Of which pipeline it is.
     *
     * @param stages all that it has
     */
    record Place(List<Node> stages, Targets targets, BatchCounts counts, InstantSource clock) {}

    /** A batch of which items have failed, or which was given up. */
    private static final class Batch {

        /** The first and the last item that may be retried; -1 if there is none. */
        long first = -1;

        long last = -1;

        /** Items before this are retried now, or given up; -1 if none are. */
        long until = -1;

        boolean cancelled;

        /** Whether some are under way still. */
        boolean holds;

        long since;

        String text() {
            return String.join(
                    " ",
                    "1",
                    Long.toString(first),
                    Long.toString(last),
                    Long.toString(until),
                    Boolean.toString(cancelled),
                    Boolean.toString(holds),
                    Long.toString(since));
        }

        static Batch read(String text) {
            String[] words = text.split(" ", -1);
            Batch batch = new Batch();
            batch.first = Long.parseLong(words[1]);
            batch.last = Long.parseLong(words[2]);
            batch.until = Long.parseLong(words[3]);
            batch.cancelled = Boolean.parseBoolean(words[4]);
            batch.holds = Boolean.parseBoolean(words[5]);
            batch.since = Long.parseLong(words[6]);
            return batch;
        }

        boolean isDue() {
            return first >= 0 && first < until;
        }
    }

    FailedWork(Place place, Supplier<PastRecords> again) {
        this.place = place;
        this.again = again;
        this.stages = place.stages().stream()
                .filter(Node::isCut)
                .collect(Collectors.toMap(node -> node.keptAs().value(), node -> node));
    }

    @Override
    public void restore(byte[] key, byte[] value) {
        batches.put(BatchRecords.batch(key), Batch.read(new String(value, StandardCharsets.UTF_8)));
    }

    @Override
    public void run(List<ConsumerRecord<byte[], byte[]>> records, Step step) {
        Set<String> changed = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            BatchRecords.read(record).ifPresent(said -> {
                String name = BatchRecords.batch(record.key());
                take(batches.computeIfAbsent(name, _ -> new Batch()), said, record);
                changed.add(name);
            });
        }
        changed.forEach(name -> keep(name, step));
    }

    private void take(Batch batch, BatchRecords.Said said, ConsumerRecord<byte[], byte[]> record) {
        batch.since = place.clock().millis();
        switch (said) {
            case BatchRecords.Said.Told(BatchRecords.Event event, long _) -> {
                batch.cancelled |= event == BatchRecords.Event.CANCELLED;
                batch.until = record.offset();
            }
            case BatchRecords.Said.Member _ -> {
                batch.first = batch.first < 0 ? record.offset() : batch.first;
                batch.last = record.offset();
                batch.holds |= BatchCounts.isHeld(record.headers());
                // It failed when its batch was given up already.
                batch.until = batch.cancelled ? record.offset() + 1 : batch.until;
            }
            // They are told of barriers and of whole batches.
            case BatchRecords.Said.Counted _,
                    BatchRecords.Said.Lost _,
                    BatchRecords.Said.Retried _,
                    BatchRecords.Said.Answered _ -> {}
        }
    }

    private void keep(String name, Step step) {
        @Nullable Batch batch = batches.get(name);
        if (batch != null && batch.first < 0 && !batch.cancelled) {
            batches.remove(name);
            batch = null;
        }
        step.keep(BatchRecords.key(name), batch == null ? null : batch.text().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void tick(Step step) {
        LongAdder bytes = new LongAdder();
        batches.entrySet().stream()
                .filter(each -> each.getValue().isDue())
                .toList()
                .forEach(each -> {
                    if (bytes.sum() < BYTES) {
                        proceed(each.getKey(), each.getValue(), step, bytes);
                        keep(each.getKey(), step);
                    }
                });
        long old = place.clock().millis() - BatchesWork.KEPT.toMillis();
        batches.entrySet().removeIf(each -> {
            Batch batch = each.getValue();
            boolean over = batch.since < old && !batch.holds && !batch.isDue();
            if (over) {
                step.keep(BatchRecords.key(each.getKey()), null);
            }
            return over;
        });
    }

    /** Retries items of a batch, or gives them up, as far as {@code bytes} allow, to which they are added. */
    private void proceed(String name, Batch batch, Step step, LongAdder bytes) {
        List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
        try (PastRecords log = again.get()) {
            while (batch.isDue() && bytes.sum() < BYTES) {
                long end = Math.min(batch.first + AT_ONCE, batch.until);
                log.tell(
                        batch.first,
                        end,
                        record -> BatchRecords.member(record, name).ifPresent(item -> {
                            bytes.add(item.data().map(data -> data.length).orElse(0));
                            made.addAll(batch.cancelled ? givenUp(name, item, record) : retried(name, item, record));
                        }));
                batch.first = end;
            }
        }
        if (batch.first > batch.last) {
            batch.first = -1;
            batch.holds = false;
        }
        BatchRecords.folded(made).forEach(step::send);
    }

    /** An item as it goes on, where its stage is there still. */
    private List<ProducerRecord<byte[], byte[]>> retried(
            String batch, CloudEvent item, ConsumerRecord<byte[], byte[]> record) {
        Missing missing = BatchCounts.missing(item, record.headers());
        @Nullable Node stage = stages.get(missing.stage());
        if (stage == null) {
            return List.of();
        }
        try {
            List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
            made.add(place.targets().record(new Way.Arrived(stage, item), DeadItems.chain(record)));
            made.addAll(place.counts().retried(batch, missing, BatchCounts.isHeld(record.headers())));
            return made;
        } catch (ItemFailedException e) {
            // It came to the stage in the same form before.
            throw new IllegalStateException(
                    "The record " + record.offset() + " of " + record.topic() + " cannot be retried: " + e.getMessage(),
                    e);
        }
    }

    private List<ProducerRecord<byte[], byte[]>> givenUp(
            String batch, CloudEvent item, ConsumerRecord<byte[], byte[]> record) {
        Missing missing = BatchCounts.missing(item, record.headers());
        @Nullable Node stage = stages.get(missing.stage());
        return stage == null || !BatchCounts.isHeld(record.headers())
                ? List.of()
                : place.counts().givenUp(stage, batch, missing);
    }

    @Override
    public OptionalLong needed() {
        return batches.values().stream()
                .filter(batch -> batch.first >= 0)
                .mapToLong(batch -> batch.first)
                .min();
    }
}
