package dev.sluice.events.pump;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** What outputs hold, for a consumer in memory; it stands beside them because it is nobody else's. */
public final class HeldOutputs {

    private HeldOutputs() {}

    /** The partition is this owner's from now on; nothing is held of it. */
    public static void own(Outputs outputs, TopicPartition partition) {
        outputs.own(partition);
    }

    /** What is written with the transaction that says that the records from an offset to before another are done. */
    public static List<ProducerRecord<byte[], byte[]>> taken(
            Outputs outputs, TopicPartition partition, long from, long until) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        outputs.between(partition, Progress.at(from), Progress.at(until))
                .values()
                .forEach(made -> records.addAll(made.records()));
        outputs.forget(partition, Progress.at(until));
        return outputs.together(records);
    }
}
