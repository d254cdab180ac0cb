package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Writes what is counted of batches.
 *
 * @param topicOf Kafka's name of the topic of a counter
 * @param failed Kafka's name of the topic of failed items that may be retried, and of those of paused batches
 * @param paused whether a batch is paused, as far as this gateway knows; must not block
 */
record BatchCounts(Counters counters, Function<StageName, String> topicOf, String failed, Predicate<String> paused) {

    /** The attribute of an item that says its batch. */
    static final String BATCH = "batch";

    /** The header field of a failed item that is under way still: it was not counted as done. */
    private static final String HELD = "sluice-held";

    /** The header field of a held item that says which join may go on without it. */
    private static final String TOLERANT = "sluice-held-tolerant";

    /** The header field of a failed item that says which joins have opened without it, or will, and open once more for it. */
    private static final String LATE = "sluice-late";

    private static final String COMMA = ",";

    /** The header field of an item that has not failed: its batch is paused. */
    private static final String SET_ASIDE = "sluice-set-aside";

    /** Why an item is missing that waited in a paused batch when that was given up. */
    private static final String CANCELLED = "batch_cancelled";

    /** An item, or the one that a barrier made, is done, and this came of it. */
    List<ProducerRecord<byte[], byte[]>> settled(Node head, String batch, List<Way.Arrived> made) {
        return records(batch, counters.settled(head, made));
    }

    /** What a barrier makes of a batch is lost, or an item that cannot be retried, and nothing came of it. */
    List<ProducerRecord<byte[], byte[]>> lost(Node head, String batch, Missing missing) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(told(StageName.SOURCE, batch, missing));
        records.addAll(givenUp(head, batch, missing));
        return records;
    }

    /** Tells those who count there that an item is missing. */
    ProducerRecord<byte[], byte[]> told(StageName counter, String batch, Missing missing) {
        return BatchRecords.missing(topicOf.apply(counter), batch, missing);
    }

    /**
     * An item has failed. It is put where it can be retried from, if it can; if a join waits for it, it is under way until then.
     *
     * @param dead the item, with the header fields of a dead one
     */
    List<ProducerRecord<byte[], byte[]>> failed(Node head, String batch, Missing missing, TopicRecord dead) {
        if (!counters.canBeRetried(head) || dead.header(DeadItems.OMITTED).isPresent()) {
            return lost(head, batch, missing);
        }
        boolean held = counters.isWaitedFor(head);
        List<RecordHeader> headers = new ArrayList<>(dead.headers());
        Optional<StageName> tolerant = held ? counters.tolerant(head) : Optional.empty();
        if (held) {
            headers.add(RecordHeader.of(HELD, "true"));
        }
        Set<StageName> late = counters.late(head);
        if (!late.isEmpty()) {
            headers.add(
                    RecordHeader.of(LATE, late.stream().map(StageName::value).collect(Collectors.joining(COMMA))));
        }
        tolerant.ifPresent(join -> headers.add(RecordHeader.of(TOLERANT, join.value())));
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        tolerant.ifPresent(join -> records.add(BatchRecords.held(topicOf.apply(join), batch, 1)));
        records.add(new TopicRecord(Optional.of(BatchRecords.key(batch)), dead.value(), headers).to(failed));
        if (held) {
            records.add(told(StageName.SOURCE, batch, missing));
        } else {
            records.addAll(lost(head, batch, missing));
        }
        return records;
    }

    /** An item waits until its batch goes on. It is under way all the time, so nothing is counted. */
    ProducerRecord<byte[], byte[]> setAside(Node head, String batch, TopicRecord item) {
        List<RecordHeader> headers = new ArrayList<>(item.headers());
        headers.add(RecordHeader.of(DeadItems.STAGE, head.keptAs().value()));
        headers.add(RecordHeader.of(SET_ASIDE, "true"));
        return new TopicRecord(Optional.of(BatchRecords.key(batch)), item.value(), headers).to(failed);
    }

    /** The record of an item that was set aside, as it was before. */
    static TopicRecord back(CloudEvent item, ConsumerRecord<byte[], byte[]> setAside) {
        TopicRecord record = TopicRecord.of(setAside);
        List<RecordHeader> headers = record.headers().stream()
                .filter(field ->
                        !field.name().equals(SET_ASIDE) && !field.name().equals(DeadItems.STAGE))
                .toList();
        return new TopicRecord(KafkaEvents.write(item).key(), record.value(), headers);
    }

    static boolean isSetAside(Headers headers) {
        return headers.lastHeader(SET_ASIDE) != null;
    }

    /** An item that waited for its batch to go on does so no more: the batch is given up. */
    List<ProducerRecord<byte[], byte[]>> cancelled(Node head, String batch, CloudEvent item) {
        // Of a reduce it is a chunk of items that have come, for which it waits no more.
        return Counters.isBarrier(head)
                ? List.of()
                : lost(head, batch, new Missing(item.id(), head.keptAs().value(), CANCELLED));
    }

    /** The join that may go on without a held item; empty if none may. */
    static Optional<String> tolerant(Headers headers) {
        return BatchRecords.field(headers, TOLERANT);
    }

    /** A held item with these header fields is tried again, or given up: the join that knows how many wait has one less. */
    List<ProducerRecord<byte[], byte[]>> waitsNoMore(String batch, Headers held) {
        return tolerant(held).map(join -> BatchRecords.held(topicOf.apply(new StageName(join)), batch, -1)).stream()
                .toList();
    }

    /** A join can go on without the held items, of which there are so many. */
    ProducerRecord<byte[], byte[]> released(Node join, String batch, long held) {
        return BatchRecords.released(failed, batch, join.keptAs().value(), held);
    }

    static boolean isHeld(Headers headers) {
        return headers.lastHeader(HELD) != null;
    }

    /** What the header fields of a failed item that can be retried say of it. */
    static Missing missing(CloudEvent item, Headers headers) {
        return new Missing(
                item.id(),
                BatchRecords.field(headers, DeadItems.STAGE).orElse(""),
                BatchRecords.field(headers, DeadItems.REASON).orElse(""));
    }

    /**
     * A failed item is at its stage again.
     *
     * @param record of the item; one that was held has been under way all the time
     */
    List<ProducerRecord<byte[], byte[]>> retried(String batch, Missing missing, Headers record) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(found(StageName.SOURCE, batch, missing));
        if (!isHeld(record)) {
            List<StageName> late = late(record);
            late.forEach(join -> records.add(found(join, batch, missing)));
            records.addAll(records(batch, Map.of(StageName.SOURCE, 1L)));
            late.forEach(join -> records.addAll(records(batch, Map.of(join, 1L))));
        }
        return records;
    }

    /** Tells those who count there that what was missing is not. */
    ProducerRecord<byte[], byte[]> found(StageName counter, String batch, Missing missing) {
        return BatchRecords.retried(topicOf.apply(counter), batch, missing);
    }

    /** The joins that open once more for a failed item with these header fields, those that are there still. */
    List<StageName> late(Headers failed) {
        return BatchRecords.field(failed, LATE)
                .map(joins -> Stream.of(joins.split(COMMA))
                        .map(StageName::new)
                        .filter(counters.all()::contains)
                        .toList())
                .orElse(List.of());
    }

    /**
     * A retry begins whose items come to a join: it opens once more, and not before {@link #retryEnds} is told; until it has, the batch is
     * under way.
     */
    List<ProducerRecord<byte[], byte[]>> retryBegins(StageName join, String batch) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(BatchRecords.event(topicOf.apply(join), batch, BatchRecords.Event.RETRY, 0));
        records.addAll(records(batch, Map.of(join, 1L)));
        records.addAll(records(batch, Map.of(StageName.SOURCE, 1L)));
        return records;
    }

    /** All items of a retry are at their stages again. */
    List<ProducerRecord<byte[], byte[]>> retryEnds(StageName join, String batch) {
        return records(batch, Map.of(join, -1L));
    }

    /** A join is done with so many retries, beside the opening that it tells as {@link #settled}. */
    List<ProducerRecord<byte[], byte[]>> retriesDone(String batch, long retries) {
        return retries == 0 ? List.of() : records(batch, Map.of(StageName.SOURCE, -retries));
    }

    /** A join has opened under this number. */
    ProducerRecord<byte[], byte[]> edition(Node join, String batch, long number) {
        return BatchRecords.edition(
                topicOf.apply(StageName.SOURCE),
                batch,
                new BatchRecords.Said.Edition(join.keptAs().value(), number));
    }

    /**
     * A batch begins at a node, which is the source as a rule: whoever keeps what comes of it knows of it from the beginning, so that never a
     * part of it is run again.
     */
    List<ProducerRecord<byte[], byte[]>> opened(String batch, Node from) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(event(StageName.SOURCE, batch, BatchRecords.Event.OPENED, 0));
        records.addAll(records(batch, counters.opened(from)));
        keeping(from).forEach(topic -> records.add(BatchRecords.event(topic, batch, BatchRecords.Event.OPENED, 0)));
        return records;
    }

    /** A batch begins at a stage with what another one had there, which somebody else writes into it. */
    List<ProducerRecord<byte[], byte[]>> rerun(String batch, Rerun rerun, Node from) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(opened(batch, from));
        records.add(BatchRecords.rerunOf(topicOf.apply(StageName.SOURCE), batch, rerun));
        records.add(rerunInto(batch, rerun, false));
        return records;
    }

    /** Has the items go into the batch, or no more. */
    ProducerRecord<byte[], byte[]> rerunInto(String batch, Rerun rerun, boolean givenUp) {
        return BatchRecords.rerunInto(
                keptAt(new StageName(rerun.from())), rerun.of(), new BatchRecords.Said.RerunInto(batch, givenUp));
    }

    /** No more items come into a batch that begins at a node. */
    List<ProducerRecord<byte[], byte[]>> closed(String batch, Node from) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        counters.all().forEach(counter -> records.add(event(counter, batch, BatchRecords.Event.CLOSED, 0)));
        records.addAll(records(batch, counters.closed(from)));
        return records;
    }

    /** An item comes to a node where its batch begins. */
    List<ProducerRecord<byte[], byte[]>> entered(String batch, Node from) {
        return records(batch, counters.entered(from, 1));
    }

    /** An item cannot come to a node where its batch begins. */
    List<ProducerRecord<byte[], byte[]>> neverEntered(String batch, Node from, Missing missing) {
        return counters.entrances(from).stream()
                .map(counter -> told(counter, batch, missing))
                .toList();
    }

    ProducerRecord<byte[], byte[]> event(StageName counter, String batch, BatchRecords.Event event, long items) {
        return BatchRecords.event(topicOf.apply(counter), batch, event, items);
    }

    /** Kafka's names of the topics of what is kept of batches that begin at a node. */
    List<String> keeping(Node from) {
        return counters.keeping(from).stream()
                .map(stage -> keptAt(stage.keptAs()))
                .toList();
    }

    /** Kafka's name of the topic of what a stage keeps of batches, by the name that it is kept under. */
    String keptAt(StageName stage) {
        return Reruns.topic(topicOf.apply(stage));
    }

    /** A batch is given up: what is under way ends, and no join of it opens. */
    List<ProducerRecord<byte[], byte[]>> cancelled(String batch) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        counters.all()
                .forEach(counter -> records.add(
                        BatchRecords.event(topicOf.apply(counter), batch, BatchRecords.Event.CANCELLED, 0)));
        records.add(BatchRecords.event(failed, batch, BatchRecords.Event.CANCELLED, 0));
        return records;
    }

    /** A failed item that was under way is waited for no more; that it has failed was told. */
    List<ProducerRecord<byte[], byte[]>> givenUp(Node head, String batch, Missing missing) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        counters.of(head).stream()
                .filter(counter -> !counter.equals(StageName.SOURCE))
                .forEach(counter -> records.add(told(counter, batch, missing)));
        records.addAll(settled(head, batch, List.of()));
        return records;
    }

    List<ProducerRecord<byte[], byte[]>> records(String batch, Map<StageName, Long> counts) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        counts.forEach((counter, by) -> records.add(BatchRecords.count(topicOf.apply(counter), batch, by)));
        return records;
    }

    static String of(CloudEvent item) {
        return item.attribute(BATCH).orElse("");
    }
}
