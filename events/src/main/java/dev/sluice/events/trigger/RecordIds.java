package dev.sluice.events.trigger;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.call.CallIds;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Ids of what a trigger sends on of a record, the same each time: they follow from the trigger and from the record's place and time. */
final class RecordIds {

    private RecordIds() {}

    /** {@code purpose} tells apart what is sent of one record. */
    static InvocationId of(TriggerId trigger, ConsumerRecord<byte[], byte[]> record, String purpose) {
        return CallIds.named(List.of(
                "trigger",
                trigger.toString(),
                record.topic(),
                Integer.toString(record.partition()),
                Long.toString(record.offset()),
                Long.toString(record.timestamp()),
                purpose));
    }
}
