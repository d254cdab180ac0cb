package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes what is counted of batches.
 *
 * @param topicOf Kafka's name of the topic of a counter
 */
record BatchCounts(Counters counters, Function<StageName, String> topicOf) {

    /** The attribute of an item that says its batch. */
    static final String BATCH = "batch";

    /** An item, or the one that a barrier made, is done, and this came of it. */
    List<ProducerRecord<byte[], byte[]>> settled(Node head, String batch, List<Way.Arrived> made) {
        return records(batch, counters.settled(head, made));
    }

    /** An item is done, and nothing came of it. */
    List<ProducerRecord<byte[], byte[]>> lost(Node head, String batch, Missing missing) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        counters.of(head).forEach(counter -> records.add(BatchRecords.missing(topicOf.apply(counter), batch, missing)));
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
