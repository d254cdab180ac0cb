package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.client.WorkClients;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.pipelines.document.ItemId;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.engine.BatchRefusedException.Why;
import dev.sluice.pipelines.graph.Node;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Takes the items of one batch in. How many are stored is committed in the transactions that store them, as the offset of a group that is
 * named as the batch and has no members; the producer is named so too, so of several who write, the last one who began goes on. For one
 * thread; blocks.
 */
final class BatchIntake implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaCluster cluster;
    private final Place place;
    private final String batch;
    private final Producer<byte[], byte[]> producer;

    /** Has no members. */
    private final KafkaConsumer<byte[], byte[]> group;

    private StoredItems known;

    /**
     * Of which pipeline it is.
     *
     * @param source Kafka's name of the topic of its items
     * @param ids of those of its items that have some
     * @param large where the data of its items is that records do not take
     */
    record Place(Items items, Counters counters, BatchCounts counts, String source, BatchIds ids, LargeData large) {

        String group(String batch) {
            return source + ".batch." + batch;
        }

        TopicPartition stands() {
            return new TopicPartition(source, 0);
        }
    }

    BatchIntake(KafkaCluster cluster, Place place, String batch) throws BatchRefusedException {
        this.cluster = cluster;
        this.place = place;
        this.batch = batch;
        this.producer = producer();
        this.group = group(cluster, place, batch);
        try {
            producer.initTransactions();
            known = stored(group, place);
        } catch (KafkaException e) {
            close();
            throw unavailable(e);
        }
    }

    private static BatchRefusedException unavailable(KafkaException fault) {
        return new BatchRefusedException(
                Why.UNAVAILABLE, "Kafka does not take the batch: " + fault.getMessage() + ". Try again.");
    }

    private Producer<byte[], byte[]> producer() {
        Map<String, Object> properties = WorkClients.ofTransactions(cluster, place.group(batch));
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 << 20);
        ByteArraySerializer bytes = new ByteArraySerializer();
        return new KafkaProducer<>(properties, bytes, bytes);
    }

    /** How it stood when this one began, and since then. */
    StoredItems known() {
        return known;
    }

    String batch() {
        return batch;
    }

    /** How much of a batch is stored; waits for transactions that are under way. */
    static StoredItems stored(KafkaCluster cluster, Place place, String batch) {
        KafkaConsumer<byte[], byte[]> group = group(cluster, place, batch);
        try {
            return stored(group, place);
        } finally {
            group.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    private static StoredItems stored(KafkaConsumer<byte[], byte[]> group, Place place) {
        OffsetAndMetadata found =
                group.committed(Set.of(place.stands()), PATIENCE).get(place.stands());
        return found == null ? StoredItems.NONE : StoredItems.read(found);
    }

    private static KafkaConsumer<byte[], byte[]> group(KafkaCluster cluster, Place place, String batch) {
        Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, place.group(batch));
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(properties, bytes, bytes);
    }

    /** Begins the batch, if there is none. */
    void open() throws BatchRefusedException {
        if (known.state().isEmpty()) {
            commit(opening(), known.in(BatchStanding.State.OPEN));
        }
    }

    /** Begins the batch, with this item alone, and closes it. It is well if there is the batch: nothing changes then. */
    void begin(CloudEvent only) throws BatchRefusedException {
        if (known.state().isEmpty()) {
            List<ProducerRecord<byte[], byte[]>> records = opening();
            records.addAll(storing(List.of(KafkaEvents.write(only).to(place.source()))));
            records.addAll(closing());
            commit(records, known.in(BatchStanding.State.CLOSED).storing(1));
        }
    }

    /**
     * Begins the batch with what another one had at a stage, which somebody else writes into it. It is well if that is done already.
     *
     * @param from the stage
     */
    void rerun(Rerun rerun, Node from) throws BatchRefusedException {
        commit(
                place.counts().rerun(batch, rerun, from),
                known.in(BatchStanding.State.CLOSED).rerun(rerun));
    }

    private List<ProducerRecord<byte[], byte[]>> opening() {
        return place.counts().opened(batch, place.counters().source());
    }

    private List<ProducerRecord<byte[], byte[]>> storing(List<ProducerRecord<byte[], byte[]>> items) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(items);
        records.add(place.counts().event(StageName.SOURCE, batch, BatchRecords.Event.STORED, items.size()));
        records.addAll(place.counts().records(batch, place.counters().stored(items.size())));
        return records;
    }

    private List<ProducerRecord<byte[], byte[]>> closing() {
        return place.counts().closed(batch, place.counters().source());
    }

    /** It is open no more. */
    private List<ProducerRecord<byte[], byte[]>> ended() {
        return place.counts().records(batch, place.counters().stored(-1));
    }

    /**
     * Stores items, those that are stored already passed over.
     *
     * @param from the number of the first one in the batch
     * @throws IOException if the source ends in the middle
     */
    void append(SentBody body, long from) throws BatchRefusedException, IOException {
        if (from > known.stored()) {
            throw new BatchRefusedException(
                    Why.CONFLICT,
                    "Items " + known.stored() + " to " + (from - 1) + " of the batch '" + batch
                            + "' are not stored: begin with item " + known.stored() + ".");
        }
        if (known.stored() == 0) {
            known = known.knownBy(Optional.empty());
        } else if (known.ids().isPresent() && !body.isOver()) {
            throw new BatchRefusedException(
                    Why.CONFLICT,
                    "The items of the batch '" + batch
                            + "' have ids: say by what these are known (id), or begin another batch.");
        }
        ItemNames names = ItemNames.numbers(from, known.stored());
        new BatchUpload(this, body, names, new SentItems(place, batch, Optional.empty())).run();
    }

    /**
     * The same of items that have ids, in any order.
     *
     * @throws dev.sluice.core.catalog.StorageException if the ids find no room on the disk
     */
    void append(SentBody body, ItemId id) throws BatchRefusedException, IOException {
        TopicPartition partition = partitionOfIds();
        try (KnownIds ids = ids(partition)) {
            ItemNames names = new ItemsWithIds(id, item -> place.items().sent(batch, "", item), ids);
            SentItems sent = new SentItems(place, batch, Optional.of(partition));
            new BatchUpload(this, body, names, sent).run();
        }
    }

    private TopicPartition partitionOfIds() throws BatchRefusedException {
        try {
            return place.ids()
                    .partition(
                            batch, producer.partitionsFor(place.ids().topic()).size());
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    private KnownIds ids(TopicPartition partition) throws BatchRefusedException {
        if (known.stored() > 0 && known.ids().isEmpty()) {
            throw new BatchRefusedException(
                    Why.CONFLICT,
                    "The items of the batch '" + batch
                            + "' have numbers: go on without an id, or begin another batch.");
        }
        KnownIds ids;
        try {
            if (known.stored() == 0) {
                // Behind it lies what is written from now on, and before it what others have committed.
                known = known.knownBy(Optional.ofNullable(
                        group.endOffsets(Set.of(partition), PATIENCE).get(partition)));
            }
            ids = place.ids().read(cluster, partition, batch, known.ids().orElse(0L));
        } catch (KafkaException e) {
            throw unavailable(e);
        }
        if (ids.count() < known.stored()) {
            ids.close();
            throw new BatchRefusedException(
                    Why.CONFLICT,
                    "The ids of the first items of the batch '" + batch + "' are not known any more, after "
                            + BatchIds.KEPT.toDays() + " days: close it, and begin another one.");
        }
        return ids;
    }

    /** That items may come. */
    void checkOpen() throws BatchRefusedException {
        BatchStanding.State state = known.state().orElse(BatchStanding.State.OPEN);
        if (state != BatchStanding.State.OPEN) {
            throw new BatchRefusedException(
                    Why.CONFLICT,
                    "The batch '" + batch + "' is "
                            + (state == BatchStanding.State.CLOSED ? "closed with " : "given up, with ")
                            + known.stored() + " items: begin another one.");
        }
    }

    /** Stores what came, and clears it. */
    void store(SentItems sent) throws BatchRefusedException {
        if (sent.count() > 0) {
            List<ProducerRecord<byte[], byte[]>> records = storing(sent.items());
            sent.ids().ifPresent(records::add);
            commit(records, known.storing(sent.count()));
            sent.clear();
        }
    }

    /**
     * No more items come. It is well if it is closed already.
     *
     * @param count how many there are, if somebody says so
     */
    void close(OptionalLong count) throws BatchRefusedException {
        if (count.isPresent() && count.getAsLong() != known.stored()) {
            throw new BatchRefusedException(
                    Why.CONFLICT,
                    "The batch '" + batch + "' has " + known.stored() + " items, and not " + count.getAsLong()
                            + ": send the rest, or close it with the count that it has.");
        }
        if (known.state().filter(state -> state == BatchStanding.State.CLOSED).isPresent()) {
            return;
        }
        checkOpen();
        commit(closing(), known.in(BatchStanding.State.CLOSED));
    }

    /** Gives it up. It is well if it is given up already. */
    void cancel() throws BatchRefusedException {
        BatchStanding.State state = known.state().orElse(BatchStanding.State.CANCELLED);
        if (state != BatchStanding.State.CANCELLED) {
            List<ProducerRecord<byte[], byte[]>> records =
                    new ArrayList<>(place.counts().cancelled(batch));
            if (state == BatchStanding.State.OPEN) {
                records.addAll(ended());
            }
            known.rerun().ifPresent(rerun -> records.add(place.counts().rerunInto(batch, rerun, true)));
            commit(records, known.in(BatchStanding.State.CANCELLED));
        }
    }

    /** {@code next}: how it stands then. */
    private void commit(List<ProducerRecord<byte[], byte[]>> records, StoredItems next) throws BatchRefusedException {
        StoredItems written = next.at(Instant.now());
        try {
            producer.beginTransaction();
            WorkClients.send(producer, records);
            producer.sendOffsetsToTransaction(Map.of(place.stands(), written.kept()), group.groupMetadata());
            producer.commitTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new BatchRefusedException(
                    Why.CONFLICT,
                    "Somebody else has begun to write the batch '" + batch + "' meanwhile: ask how far it is stored.");
        } catch (KafkaException e) {
            throw unavailable(e);
        }
        known = written;
    }

    /** What is begun and not committed is ended by whoever writes the batch next, or by Kafka within 15 s. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
        group.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
