package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The records of a barrier's topic, which have the batch as their key: its members, which are items, and what is told of the batch in header
 * fields.
 */
final class BatchRecords {

    /** The header field of an item that says its batch. */
    private static final String ITS_BATCH = "ce_" + BatchCounts.BATCH;

    private static final Pattern COUNTED = Pattern.compile("-?\\d{1,18}");
    private static final String COUNT = "sluice-batch-count";
    private static final String EVENT = "sluice-batch-event";
    private static final String ID = "sluice-missing-id";
    private static final String STAGE = "sluice-missing-stage";
    private static final String REASON = "sluice-missing-reason";
    private static final String MEMBERS = "sluice-fold-members";
    private static final String KEY = "sluice-fold-key";
    private static final String RETRIED = "sluice-missing-retried";
    private static final String HELD = "sluice-batch-held";
    private static final String RELEASED = "sluice-batch-released";
    private static final String EDITION = "sluice-join-edition";
    private static final String JOIN = "sluice-join";
    private static final String RERUN_OF = "sluice-rerun-of";
    private static final String RERUN_FROM = "sluice-rerun-from";
    private static final String RERUN_INTO = "sluice-rerun-into";
    private static final String GIVEN_UP = "sluice-rerun-given-up";

    private BatchRecords() {}

    /** What a record says. */
    sealed interface Said {

        /** So much more is under way, or less. */
        record Counted(long by) implements Said {}

        record Lost(Missing missing) implements Said {}

        /** It had failed, and is at its stage again. */
        record Retried(Missing missing) implements Said {}

        /** So many more have failed and wait for a retry, or less, that a join may go on without. They are under way. */
        record Held(long by) implements Said {}

        /** A join goes on without the items that wait for a retry, if there are so many of them. */
        record Released(String join, long held) implements Said {}

        /** A join with editions has opened for the {@code number}th time. */
        record Edition(String join, long number) implements Said {}

        /** {@code items}: how many were stored with it. */
        record Told(Event event, long items) implements Said {}

        /**
         * The function of a reduce has made one value of those of so many items.
         *
         * @param key of these items
         * @param value in JSON; empty if nothing came of them
         */
        record Answered(String key, long members, Optional<byte[]> value) implements Said {}

        /** The batch is another one that is run again. */
        record RerunOf(Rerun rerun) implements Said {}

        /** What has come of the batch to the stage goes into another one, which begins there; {@code givenUp}: it does no more. */
        record RerunInto(String batch, boolean givenUp) implements Said {}

        /** It is an item that has come to the barrier. */
        record Member(CloudEvent item) implements Said {}
    }

    /** What happens to a batch as a whole. */
    enum Event {
        OPENED,
        STORED,
        CLOSED,
        CANCELLED,
        /** What has failed so far is to be tried again; told of a join, it has begun: the join opens once more for it. */
        RETRY,
        /** No call begins with its items until it goes on. */
        PAUSED,
        RESUMED,
        /** Nothing of it is under way any more. */
        ENDED;

        static Optional<Event> named(String name) {
            return Stream.of(values())
                    .filter(event -> event.name().equals(name))
                    .findFirst();
        }
    }

    static ProducerRecord<byte[], byte[]> count(String topic, String batch, long by) {
        ProducerRecord<byte[], byte[]> record = record(topic, batch);
        field(record.headers(), COUNT, Long.toString(by));
        return record;
    }

    static ProducerRecord<byte[], byte[]> missing(String topic, String batch, Missing missing) {
        ProducerRecord<byte[], byte[]> record = record(topic, batch);
        field(record.headers(), ID, missing.id());
        field(record.headers(), STAGE, missing.stage());
        field(record.headers(), REASON, missing.reason());
        return record;
    }

    /** What was missing is not any more. */
    static ProducerRecord<byte[], byte[]> retried(String topic, String batch, Missing missing) {
        ProducerRecord<byte[], byte[]> record = missing(topic, batch, missing);
        field(record.headers(), RETRIED, "true");
        return record;
    }

    static ProducerRecord<byte[], byte[]> held(String topic, String batch, long by) {
        ProducerRecord<byte[], byte[]> record = record(topic, batch);
        field(record.headers(), HELD, Long.toString(by));
        return record;
    }

    static ProducerRecord<byte[], byte[]> released(String topic, String batch, String join, long held) {
        ProducerRecord<byte[], byte[]> record = record(topic, batch);
        field(record.headers(), RELEASED, join);
        field(record.headers(), HELD, Long.toString(held));
        return record;
    }

    static ProducerRecord<byte[], byte[]> event(String topic, String batch, Event event, long items) {
        ProducerRecord<byte[], byte[]> record = record(topic, batch);
        field(record.headers(), EVENT, event.name());
        field(record.headers(), COUNT, Long.toString(items));
        return record;
    }

    static ProducerRecord<byte[], byte[]> edition(String topic, String batch, Said.Edition edition) {
        ProducerRecord<byte[], byte[]> record = record(topic, batch);
        field(record.headers(), JOIN, edition.join());
        field(record.headers(), EDITION, Long.toString(edition.number()));
        return record;
    }

    /** Says of a batch that it is another one that is run again. */
    static ProducerRecord<byte[], byte[]> rerunOf(String topic, String batch, Rerun rerun) {
        ProducerRecord<byte[], byte[]> record = record(topic, batch);
        field(record.headers(), RERUN_OF, rerun.of());
        field(record.headers(), RERUN_FROM, rerun.from());
        return record;
    }

    /** Has what came of a batch go into another one, or no more. */
    static ProducerRecord<byte[], byte[]> rerunInto(String topic, String batch, Said.RerunInto into) {
        ProducerRecord<byte[], byte[]> record = record(topic, batch);
        field(record.headers(), RERUN_INTO, into.batch());
        if (into.givenUp()) {
            field(record.headers(), GIVEN_UP, "true");
        }
        return record;
    }

    /** What has come of a chunk of a reduce, for the one that waits for it; without a value if nothing has. */
    static ProducerRecord<byte[], byte[]> answered(
            String topic, String batch, Said.Answered answered, RecordHeader chain) {
        List<RecordHeader> headers = new ArrayList<>(chunk(answered.key(), answered.members()));
        headers.add(chain);
        return new TopicRecord(Optional.of(key(batch)), answered.value(), headers).to(topic);
    }

    /** The header fields of a chunk: of which key it is, and of how many items. */
    static List<RecordHeader> chunk(String key, long members) {
        return List.of(RecordHeader.of(KEY, key), RecordHeader.of(MEMBERS, Long.toString(members)));
    }

    /** What was made of the chunk that a record is; empty if it is none. */
    static Optional<Said.Answered> ofChunk(ConsumerRecord<byte[], byte[]> record, Optional<byte[]> value) {
        return field(record.headers(), MEMBERS)
                .filter(text -> COUNTED.matcher(text).matches() && !text.startsWith("-"))
                .map(members ->
                        new Said.Answered(field(record.headers(), KEY).orElse(""), Long.parseLong(members), value));
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String batch) {
        return new ProducerRecord<>(topic, key(batch), null);
    }

    static byte[] key(String batch) {
        return batch.getBytes(StandardCharsets.UTF_8);
    }

    /** The partition of the records of a batch, of so many, as Kafka's producers choose it. */
    static int partition(String batch, int partitions) {
        return Utils.toPositive(Utils.murmur2(key(batch))) % partitions;
    }

    static String batch(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    private static void field(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** What a header field says as text. */
    static Optional<String> field(Headers headers, String name) {
        @Nullable Header field = headers.lastHeader(name);
        return field == null || field.value() == null
                ? Optional.empty()
                : Optional.of(new String(field.value(), StandardCharsets.UTF_8));
    }

    /**
     * What a record says; empty if the platform has not written it: whoever has the rights may write into its topics too, and what they write
     * says nothing of a batch.
     */
    static Optional<Said> read(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        Optional<String> count = field(headers, COUNT);
        if (record.key() == null
                || count.filter(text -> !COUNTED.matcher(text).matches()).isPresent()) {
            return Optional.empty();
        }
        Optional<Long> by = count.map(Long::parseLong);
        Optional<String> event = field(headers, EVENT);
        if (event.isPresent()) {
            return Event.named(event.get()).map(told -> new Said.Told(told, by.orElse(0L)));
        }
        if (by.isPresent()) {
            return Optional.of(new Said.Counted(by.get()));
        }
        Optional<String> held = field(headers, HELD);
        if (held.isPresent()) {
            return held.filter(text -> COUNTED.matcher(text).matches())
                    .map(text -> held(headers, Long.parseLong(text)));
        }
        if (field(headers, MEMBERS).isPresent()) {
            return ofChunk(record, Optional.ofNullable(record.value())).map(answered -> answered);
        }
        Optional<String> edition = field(headers, EDITION);
        if (edition.isPresent()) {
            return edition.filter(text -> COUNTED.matcher(text).matches())
                    .map(text -> new Said.Edition(field(headers, JOIN).orElse(""), Long.parseLong(text)));
        }
        Optional<Said> again = again(headers);
        if (again.isPresent()) {
            return again;
        }
        Optional<String> id = field(headers, ID);
        return id.isPresent()
                ? Optional.of(missing(id.get(), headers))
                : member(record, batch(record.key())).map(Said.Member::new);
    }

    private static Optional<Said> again(Headers headers) {
        return field(headers, RERUN_OF)
                .<Said>map(of -> new Said.RerunOf(
                        new Rerun(of, field(headers, RERUN_FROM).orElse(""))))
                .or(() -> field(headers, RERUN_INTO)
                        .map(into -> new Said.RerunInto(
                                into, field(headers, GIVEN_UP).isPresent())));
    }

    private static Said held(Headers headers, long count) {
        return field(headers, RELEASED)
                .<Said>map(join -> new Said.Released(join, count))
                .orElseGet(() -> new Said.Held(count));
    }

    private static Said missing(String id, Headers headers) {
        Missing missing = new Missing(
                id, field(headers, STAGE).orElse(""), field(headers, REASON).orElse(""));
        return field(headers, RETRIED).isPresent() ? new Said.Retried(missing) : new Said.Lost(missing);
    }

    /** The item of a batch that a record is; empty if it is none, or one of another batch. An item has its batch as its key too. */
    static Optional<CloudEvent> member(ConsumerRecord<byte[], byte[]> record, String batch) {
        if (record.key() == null
                || !batch.equals(batch(record.key()))
                || field(record.headers(), ITS_BATCH).filter(batch::equals).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(KafkaEvents.read(TopicRecord.of(record)));
        } catch (MalformedEventException e) {
            return Optional.empty();
        }
    }

    private record Counter(String topic, String batch) {}

    /**
     * The same records, with one count for each batch and topic, behind all else. What a transaction says becomes visible at once, and
     * nobody can work on what it made before: so it does not matter where in it a count stands, as long as the members are before it.
     */
    static List<ProducerRecord<byte[], byte[]>> folded(List<ProducerRecord<byte[], byte[]>> records) {
        Map<Counter, Long> counts = new LinkedHashMap<>();
        List<ProducerRecord<byte[], byte[]>> folded = new ArrayList<>(records.size());
        for (ProducerRecord<byte[], byte[]> record : records) {
            Optional<String> count = field(record.headers(), COUNT);
            if (count.isPresent() && field(record.headers(), EVENT).isEmpty()) {
                counts.merge(new Counter(record.topic(), batch(record.key())), Long.parseLong(count.get()), Long::sum);
            } else {
                folded.add(record);
            }
        }
        counts.forEach((counter, by) -> {
            if (by != 0) {
                folded.add(count(counter.topic(), counter.batch(), by));
            }
        });
        return folded;
    }
}
