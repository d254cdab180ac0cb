package dev.sluice.pipelines.parked;

import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of the topic of parked items, which have the key of the items as theirs: the items as they came to the stage, and what is told
 * of them. All of a key are in the partition that it has in the topic of the stage. Items that go on have the same header fields there.
 */
final class ParkedRecords {

    private static final String OWN = "sluice-parked";

    /** Which item it is, or is of. */
    private static final String PLACE = OWN + "-place";

    private static final String SAYS = OWN + "-says";
    private static final String WHY = OWN + "-why";

    /** The header fields of an item that say which one it is, and of which batch. */
    private static final String ID = "ce_id";

    private static final String BATCH = "ce_batch";

    private ParkedRecords() {}

    /** What is told of items, or has to become of them. */
    private enum Word {
        SETTLED,
        FAILED,
        RETRY,
        DISCARD;

        static Optional<Word> of(TopicRecord record) {
            Optional<String> said = text(record, SAYS);
            return Stream.of(values())
                    .filter(word -> said.filter(word.name()::equals).isPresent())
                    .findFirst();
        }
    }

    /** What a record says of its key. */
    sealed interface Said {

        /** It is an item. {@code failed}: with which the key was parked. */
        record Item(ParkedPlace place, Optional<Failed> failed) implements Said {}

        /** An item has gone on, and is done with here. */
        record Settled(ParkedPlace place) implements Said {}

        /** One that went on has failed again. */
        record FailedAgain(ParkedPlace place, Failed failed) implements Said {}

        /** Somebody wants the items to go on; without a key, those of all keys. */
        record Retry() implements Said {}

        /** Somebody wants the first item, which has failed, to be a dead letter, and those behind it to go on. */
        record Discard(ParkedPlace place) implements Said {}
    }

    /**
     * An item that has failed.
     *
     * @param batch empty if it is in none
     */
    record Failed(String id, String batch, WhyParked why) {}

    /** An item that goes on. {@code discard}: why it is given up instead; empty if it is to be done. */
    record Onward(ParkedPlace place, Optional<WhyParked> discard) {}

    static ProducerRecord<byte[], byte[]> item(
            String topic, ConsumerRecord<byte[], byte[]> arrived, ParkedPlace place, Optional<WhyParked> failed) {
        TopicRecord plain = plain(arrived);
        List<RecordHeader> headers = new ArrayList<>(plain.headers());
        headers.add(RecordHeader.of(PLACE, place.text()));
        failed.ifPresent(why -> headers.add(RecordHeader.of(WHY, why.text())));
        return in(arrived.partition(), topic, arrived.key(), plain.value().orElse(null), headers);
    }

    static ProducerRecord<byte[], byte[]> settled(
            String topic, ConsumerRecord<byte[], byte[]> onward, ParkedPlace place) {
        return in(onward.partition(), topic, onward.key(), null, saying(Word.SETTLED, place));
    }

    static ProducerRecord<byte[], byte[]> failedAgain(
            String topic, ConsumerRecord<byte[], byte[]> onward, ParkedPlace place, WhyParked why) {
        List<RecordHeader> headers = new ArrayList<>(saying(Word.FAILED, place));
        headers.add(RecordHeader.of(WHY, why.text()));
        TopicRecord item = TopicRecord.of(onward);
        item.header(ID).ifPresent(headers::add);
        item.header(BATCH).ifPresent(headers::add);
        return in(onward.partition(), topic, onward.key(), null, headers);
    }

    /** {@code key}: null for all keys of the partition. */
    static ProducerRecord<byte[], byte[]> retry(String topic, int partition, byte @Nullable [] key) {
        return in(partition, topic, key, null, List.of(RecordHeader.of(SAYS, Word.RETRY.name())));
    }

    static ProducerRecord<byte[], byte[]> discard(String topic, int partition, byte[] key, ParkedPlace place) {
        return in(partition, topic, key, null, saying(Word.DISCARD, place));
    }

    /** A parked item as it goes on at its stage. */
    static ProducerRecord<byte[], byte[]> onward(
            String stage, ConsumerRecord<byte[], byte[]> parked, ParkedPlace place, Optional<WhyParked> discard) {
        TopicRecord plain = plain(parked);
        List<RecordHeader> headers = new ArrayList<>(plain.headers());
        headers.add(RecordHeader.of(PLACE, place.text()));
        discard.ifPresent(why -> {
            headers.add(RecordHeader.of(SAYS, Word.DISCARD.name()));
            headers.add(RecordHeader.of(WHY, why.text()));
        });
        return in(parked.partition(), stage, parked.key(), plain.value().orElse(null), headers);
    }

    private static List<RecordHeader> saying(Word word, ParkedPlace place) {
        return List.of(RecordHeader.of(SAYS, word.name()), RecordHeader.of(PLACE, place.text()));
    }

    private static ProducerRecord<byte[], byte[]> in(
            int partition, String topic, byte @Nullable [] key, byte @Nullable [] value, List<RecordHeader> headers) {
        ProducerRecord<byte[], byte[]> record =
                new TopicRecord(Optional.ofNullable(key), Optional.ofNullable(value), headers).to(topic);
        return new ProducerRecord<>(topic, partition, record.key(), record.value(), record.headers());
    }

    /** A record as it was before it was parked. */
    static TopicRecord plain(ConsumerRecord<byte[], byte[]> record) {
        TopicRecord whole = TopicRecord.of(record);
        return new TopicRecord(
                whole.key(),
                whole.value(),
                whole.headers().stream()
                        .filter(field -> !field.name().startsWith(OWN))
                        .toList());
    }

    /** What a record in the topic of a stage says; empty if it is an item that was not parked. */
    static Optional<Onward> onward(ConsumerRecord<byte[], byte[]> record) {
        TopicRecord read = TopicRecord.of(record);
        return place(read)
                .filter(place -> place.offset() >= 0)
                .map(place -> new Onward(
                        place, Word.of(read).filter(Word.DISCARD::equals).flatMap(_ -> why(read))));
    }

    /** What a record in the topic of parked items says; empty if the platform has not written it. */
    static Optional<Said> read(ConsumerRecord<byte[], byte[]> record) {
        TopicRecord read = TopicRecord.of(record);
        Optional<Word> word = Word.of(read);
        Optional<ParkedPlace> place = place(read);
        if (word.isEmpty()) {
            return place.filter(_ -> record.key() != null && record.value() != null)
                    .map(where -> new Said.Item(where, failed(read)));
        }
        if (word.get() == Word.RETRY) {
            return Optional.of(new Said.Retry());
        }
        return place.filter(_ -> record.key() != null).flatMap(where -> told(word.get(), where, read));
    }

    private static Optional<Said> told(Word word, ParkedPlace place, TopicRecord read) {
        return switch (word) {
            case SETTLED -> Optional.of(new Said.Settled(place));
            case FAILED -> failed(read).map(failed -> new Said.FailedAgain(place, failed));
            case DISCARD -> Optional.of(new Said.Discard(place));
            case RETRY -> Optional.of(new Said.Retry());
        };
    }

    private static Optional<Failed> failed(TopicRecord record) {
        return why(record)
                .map(why -> new Failed(
                        text(record, ID).orElse(""), text(record, BATCH).orElse(""), why));
    }

    private static Optional<WhyParked> why(TopicRecord record) {
        return text(record, WHY).flatMap(WhyParked::read);
    }

    private static Optional<ParkedPlace> place(TopicRecord record) {
        return text(record, PLACE).flatMap(ParkedPlace::read);
    }

    private static Optional<String> text(TopicRecord record, String name) {
        return record.header(name).flatMap(RecordHeader::text);
    }
}
