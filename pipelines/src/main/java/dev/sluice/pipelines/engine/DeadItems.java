package dev.sluice.pipelines.engine;

import dev.sluice.events.pump.Attempt;
import dev.sluice.events.record.RecordChain;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.topic.RecordSize;
import dev.sluice.pipelines.document.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Records of items that could not go on: as they came, with header fields that say where and why. */
final class DeadItems {

    /** The stage at which it ended. */
    static final String STAGE = "sluice-dead-stage";

    /** A stable word. */
    static final String REASON = "sluice-dead-reason";

    /** A sentence. */
    static final String DETAIL = "sluice-dead-detail";

    static final String ATTEMPTS = "sluice-dead-attempts";

    /** How many bytes of the value are left out, because the topic does not take them. */
    static final String OMITTED = "sluice-dead-omitted";

    private static final Set<String> OWN = Set.of(STAGE, REASON, DETAIL, ATTEMPTS, OMITTED);
    private static final int LONGEST = 2_000;

    private DeadItems() {}

    /** {@code limit}: the most bytes that the record may have. */
    static TopicRecord of(Attempt attempt, StageName stage, String reason, String detail, int limit) {
        return of(TopicRecord.of(attempt.record()), attempt.number(), stage, reason, detail, limit);
    }

    /** The same of a record that was tried so often. */
    static TopicRecord of(TopicRecord record, int attempts, StageName stage, String reason, String detail, int limit) {
        List<RecordHeader> headers = new ArrayList<>();
        record.headers().stream().filter(field -> !OWN.contains(field.name())).forEach(headers::add);
        headers.add(RecordHeader.of(STAGE, stage.value()));
        headers.add(RecordHeader.of(REASON, reason));
        headers.add(RecordHeader.of(DETAIL, detail.length() > LONGEST ? detail.substring(0, LONGEST) : detail));
        headers.add(RecordHeader.of(ATTEMPTS, Integer.toString(attempts)));
        TopicRecord whole = new TopicRecord(record.key(), record.value(), headers);
        if (RecordSize.of(whole) <= limit) {
            return whole;
        }
        headers.removeIf(field -> !OWN.contains(field.name()));
        headers.add(RecordHeader.of(
                OMITTED,
                Integer.toString(record.value().map(value -> value.length).orElse(0))));
        return new TopicRecord(Optional.empty(), Optional.empty(), headers);
    }

    /** The field that tells through which functions a record came, as it stands; none if it came through none. */
    static List<RecordHeader> chain(ConsumerRecord<byte[], byte[]> source) {
        Header field = source.headers().lastHeader(RecordChain.FIELD);
        return field == null ? List.of() : List.of(new RecordHeader(field.key(), Optional.ofNullable(field.value())));
    }
}
