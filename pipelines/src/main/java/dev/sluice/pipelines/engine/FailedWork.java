package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.events.partition.PartitionWork;
import dev.sluice.events.partition.Step;
import dev.sluice.events.pump.Outputs;
import dev.sluice.pipelines.graph.Node;
import java.nio.charset.StandardCharsets;
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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Has the items of batches that do not go on for now, those of one partition of their topic: those that have failed and may be retried, and
 * those of paused batches. They stay in the topic until they are put back into the stages that they were at, or given up with their batch;
 * what is kept of a batch is where they are.
 */
final class FailedWork implements PartitionWork {

    /** 4 MiB in a transaction, with what is counted for records that were read for it; it ends with the record that goes beyond. */
    private static final long BYTES = 4L << 20;

    /** What counts of a record that is read, also one of another batch. */
    private static final long OF_A_RECORD = 200;

    /**
     * Behind the name of a batch: those of its items that are set aside because it is paused; with the name of a join behind it, those that
     * wait and that this join may go on without. No name has it.
     */
    private static final String ASIDE = "\n";

    private final Place place;
    private final Supplier<PastRecords> again;
    private final long most;

    /** Those with a topic of their own, by name. */
    private final Map<String, Node> stages;

    /** By the names of batches, and these with {@link #ASIDE} and what may be behind it. */
    private final Map<String, WaitingItems> batches = new LinkedHashMap<>();

    /**
     * Of which pipeline it is.
     *
     * @param stages all that it has
     * @param callsOf Kafka's name of the topic whose records a stage calls its function with
     */
    record Place(
            List<Node> stages,
            Targets targets,
            Function<Node, String> callsOf,
            BatchCounts counts,
            InstantSource clock) {}

    FailedWork(Place place, Supplier<PastRecords> again) {
        this(place, again, BYTES);
    }

    /** {@code most}: bytes in a transaction. */
    FailedWork(Place place, Supplier<PastRecords> again, long most) {
        this.place = place;
        this.again = again;
        this.most = most;
        this.stages = place.stages().stream()
                .filter(Node::isCut)
                .collect(Collectors.toMap(node -> node.keptAs().value(), node -> node));
    }

    @Override
    public void restore(byte[] key, byte[] value) {
        batches.put(BatchRecords.batch(key), WaitingItems.read(new String(value, StandardCharsets.UTF_8)));
    }

    @Override
    public void run(List<ConsumerRecord<byte[], byte[]>> records, Step step) {
        Set<String> changed = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.key() != null && BatchCounts.isSetAside(record.headers())) {
                changed(BatchRecords.batch(record.key()) + ASIDE, changed).setAside(record.offset());
            } else {
                BatchRecords.read(record)
                        .ifPresent(said -> take(BatchRecords.batch(record.key()), said, record, changed));
            }
        }
        changed.forEach(name -> keep(name, step));
    }

    private void take(String name, BatchRecords.Said said, ConsumerRecord<byte[], byte[]> record, Set<String> changed) {
        long offset = record.offset();
        switch (said) {
            case BatchRecords.Said.Told(BatchRecords.Event event, long _) -> {
                switch (event) {
                    case RETRY -> {
                        changed(name, changed).retry(offset);
                        behind(name).stream()
                                .filter(key -> !key.endsWith(ASIDE))
                                .forEach(key -> changed(key, changed).retry(offset));
                    }
                    case CANCELLED -> {
                        changed(name, changed).cancel(offset);
                        behind(name).forEach(key -> changed(key, changed).cancel(offset));
                    }
                    case PAUSED -> changed(name + ASIDE, changed).paused = true;
                    case RESUMED -> {
                        WaitingItems aside = changed(name + ASIDE, changed);
                        aside.paused = false;
                        aside.until = offset;
                    }
                    // They are told of barriers and of whole batches.
                    case OPENED, STORED, CLOSED, ENDED -> {}
                }
            }
            case BatchRecords.Said.Member _ ->
                changed(name + range(record), changed).add(offset, BatchCounts.isHeld(record.headers()));
            case BatchRecords.Said.Released(String join, long known) ->
                changed(name + ASIDE + join, changed).release(offset, known);
            // They are told of barriers and of whole batches.
            case BatchRecords.Said.Counted _,
                    BatchRecords.Said.Lost _,
                    BatchRecords.Said.Retried _,
                    BatchRecords.Said.Held _,
                    BatchRecords.Said.Edition _,
                    BatchRecords.Said.RerunOf _,
                    BatchRecords.Said.RerunInto _,
                    BatchRecords.Said.Answered _ -> {}
        }
    }

    /** What is behind the name of the batch where an item is found. */
    private static String range(ConsumerRecord<byte[], byte[]> record) {
        return BatchCounts.isSetAside(record.headers())
                ? ASIDE
                : BatchCounts.tolerant(record.headers())
                        .map(join -> ASIDE + join)
                        .orElse("");
    }

    /** What is known of a batch but for what stands under its name alone. */
    private List<String> behind(String name) {
        return batches.keySet().stream()
                .filter(key -> key.startsWith(name + ASIDE))
                .toList();
    }

    private WaitingItems changed(String name, Set<String> changed) {
        changed.add(name);
        WaitingItems batch = batches.computeIfAbsent(name, _ -> fresh(name));
        batch.since = place.clock().millis();
        return batch;
    }

    /** What comes late of a batch that was given up is given up too. */
    private WaitingItems fresh(String key) {
        WaitingItems batch = new WaitingItems();
        if (key.contains(ASIDE)) {
            @Nullable WaitingItems whole = batches.get(name(key));
            batch.cancelled = whole != null && whole.cancelled;
        }
        return batch;
    }

    /** Of the batch. */
    private static String name(String key) {
        return key.split(ASIDE, 2)[0];
    }

    private void keep(String name, Step step) {
        @Nullable WaitingItems batch = batches.get(name);
        if (batch != null && batch.isOver(name.contains(ASIDE))) {
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
                    if (bytes.sum() < most) {
                        proceed(each.getKey(), each.getValue(), step, bytes);
                        keep(each.getKey(), step);
                    }
                });
        long old = place.clock().millis() - BatchesWork.KEPT.toMillis();
        batches.entrySet().removeIf(each -> {
            WaitingItems batch = each.getValue();
            boolean over = batch.since < old && batch.isForgettable();
            if (over) {
                step.keep(BatchRecords.key(each.getKey()), null);
            }
            return over;
        });
    }

    /** Has items of a batch go on, or gives them up, as far as {@code bytes} allow, to which they are added. */
    private void proceed(String key, WaitingItems batch, Step step, LongAdder bytes) {
        String name = name(key);
        List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
        try (PastRecords log = again.get()) {
            batch.first = log.tellWhile(batch.first, batch.until, record -> {
                bytes.add(OF_A_RECORD);
                if (key.equals(name + range(record))) {
                    BatchRecords.member(record, name).ifPresent(item -> {
                        batch.handled();
                        List<ProducerRecord<byte[], byte[]>> more = batch.cancelled || batch.released
                                ? givenUp(name, item, record)
                                : onward(name, batch, item, record);
                        bytes.add(Outputs.size(more));
                        made.addAll(more);
                    });
                }
                return bytes.sum() < most;
            });
        }
        if (batch.first > batch.last) {
            batch.first = -1;
            batch.holds = false;
        }
        batch.released &= batch.isDue();
        if (!batch.isDue()) {
            batch.joins.forEach(join -> made.addAll(place.counts().retryEnds(join, name)));
            batch.joins.clear();
        }
        BatchRecords.folded(made).forEach(step::send);
    }

    /** An item as it goes on, where its stage is there still. */
    private List<ProducerRecord<byte[], byte[]>> onward(
            String batch, WaitingItems waiting, CloudEvent item, ConsumerRecord<byte[], byte[]> record) {
        Missing missing = BatchCounts.missing(item, record.headers());
        @Nullable Node stage = stages.get(missing.stage());
        if (stage == null) {
            return List.of();
        }
        if (BatchCounts.isSetAside(record.headers())) {
            return List.of(BatchCounts.back(item, record).to(place.callsOf().apply(stage)));
        }
        try {
            List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
            made.add(place.targets().record(new Way.Arrived(stage, item), DeadItems.chain(record)));
            place.counts().late(record.headers()).stream()
                    .filter(waiting.joins::add)
                    .forEach(join -> made.addAll(place.counts().retryBegins(join, batch)));
            made.addAll(place.counts().retried(batch, missing, record.headers()));
            made.addAll(place.counts().waitsNoMore(batch, record.headers()));
            return made;
        } catch (ItemFailedException e) {
            // It came to the stage in the same form before.
            throw new IllegalStateException(
                    "The record " + record.offset() + " of " + record.topic() + " cannot go on: " + e.getMessage(), e);
        }
    }

    private List<ProducerRecord<byte[], byte[]>> givenUp(
            String batch, CloudEvent item, ConsumerRecord<byte[], byte[]> record) {
        Missing missing = BatchCounts.missing(item, record.headers());
        @Nullable Node stage = stages.get(missing.stage());
        if (stage == null) {
            return List.of();
        }
        if (BatchCounts.isSetAside(record.headers())) {
            return place.counts().cancelled(stage, batch, item);
        }
        if (!BatchCounts.isHeld(record.headers())) {
            return List.of();
        }
        List<ProducerRecord<byte[], byte[]>> made =
                new ArrayList<>(place.counts().givenUp(stage, batch, missing));
        made.addAll(place.counts().waitsNoMore(batch, record.headers()));
        return made;
    }

    /** The batch whose set aside items something was kept of under this key; empty if it is of others. */
    static Optional<String> aside(byte[] key) {
        String name = BatchRecords.batch(key);
        return name.endsWith(ASIDE) ? Optional.of(name.substring(0, name.length() - ASIDE.length())) : Optional.empty();
    }

    /** The batch of which something was kept under this key as a whole; empty if it is of some of its items. */
    static Optional<String> whole(byte[] key) {
        return Optional.of(BatchRecords.batch(key)).filter(name -> !name.contains(ASIDE));
    }

    /** Whether what is kept of a batch says that it is paused. */
    static boolean isPaused(byte[] kept) {
        return WaitingItems.read(new String(kept, StandardCharsets.UTF_8)).paused;
    }

    /** Whether what is kept of a batch says that it was given up. */
    static boolean isGivenUp(byte[] kept) {
        return WaitingItems.read(new String(kept, StandardCharsets.UTF_8)).cancelled;
    }

    @Override
    public OptionalLong needed() {
        return batches.values().stream()
                .filter(batch -> batch.first >= 0)
                .mapToLong(batch -> batch.first)
                .min();
    }
}
