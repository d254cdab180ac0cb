package dev.sluice.pipelines.engine;

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
    private static final String RETRIED = "sluice-missing-retried";

    private BatchRecords() {}

    /** What a record says. */
    sealed interface Said {

        /** So much more is under way, or less. */
        record Counted(long by) implements Said {}

        record Lost(Missing missing) implements Said {}

        /** It had failed, and is at its stage again. */
        record Retried(Missing missing) implements Said {}

        /** {@code items}: how many were stored with it. */
        record Told(Event event, long items) implements Said {}

        /** It is an item that has come to the barrier. */
        record Member() implements Said {}
    }

    /** What happens to a batch as a whole. */
    enum Event {
        OPENED,
        STORED,
        CLOSED,
        CANCELLED,
        /** What has failed so far is to be tried again. */
        RETRY
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

    static ProducerRecord<byte[], byte[]> event(String topic, String batch, Event event, long items) {
        ProducerRecord<byte[], byte[]> record = record(topic, batch);
        field(record.headers(), EVENT, event.name());
        field(record.headers(), COUNT, Long.toString(items));
        return record;
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String batch) {
        return new ProducerRecord<>(topic, key(batch), null);
    }

    static byte[] key(String batch) {
        return batch.getBytes(StandardCharsets.UTF_8);
    }

    static String batch(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    private static void field(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> field(Headers headers, String name) {
        @Nullable Header field = headers.lastHeader(name);
        return field == null || field.value() == null
                ? Optional.empty()
                : Optional.of(new String(field.value(), StandardCharsets.UTF_8));
    }

    /**
     * Whether the platform has written it: whoever has the rights may write into its topics too, and what they write says nothing of a
     * batch. An item has its batch as its key.
     */
    static boolean isOurs(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return false;
        }
        Headers headers = record.headers();
        Optional<String> event = field(headers, EVENT);
        Optional<String> count = field(headers, COUNT);
        if (event.isPresent() && Stream.of(Event.values()).map(Event::name).noneMatch(event.get()::equals)
                || count.isPresent() && !COUNTED.matcher(count.get()).matches()) {
            return false;
        }
        return event.isPresent()
                || count.isPresent()
                || field(headers, ID).isPresent()
                || field(headers, ITS_BATCH).filter(batch(record.key())::equals).isPresent();
    }

    static Said read(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> event = field(record.headers(), EVENT);
        Optional<String> id = field(record.headers(), ID);
        Optional<Long> count = field(record.headers(), COUNT).map(Long::parseLong);
        if (event.isPresent()) {
            return new Said.Told(Event.valueOf(event.get()), count.orElse(0L));
        }
        if (count.isPresent()) {
            return new Said.Counted(count.get());
        }
        if (id.isEmpty()) {
            return new Said.Member();
        }
        Missing missing = new Missing(
                id.get(),
                field(record.headers(), STAGE).orElse(""),
                field(record.headers(), REASON).orElse(""));
        return field(record.headers(), RETRIED).isPresent() ? new Said.Retried(missing) : new Said.Lost(missing);
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
