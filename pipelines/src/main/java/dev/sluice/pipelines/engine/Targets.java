package dev.sluice.pipelines.engine;

import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.topic.RecordSize;
import dev.sluice.pipelines.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Where items are written.
 *
 * @param topicOf Kafka's name of what a node reads
 * @param limitOf the most bytes that a record of it may have
 * @param deadLetters Kafka's name of the topic of items that could not go on
 * @param limitOfDead the most bytes that a record of it may have
 */
record Targets(Function<Node, String> topicOf, Function<Node, Integer> limitOf, String deadLetters, int limitOfDead) {

    /** An item where it has arrived; {@code more} are header fields. All members of a batch are in one partition of a barrier's topic. */
    ProducerRecord<byte[], byte[]> record(Way.Arrived arrived, List<RecordHeader> more) throws ItemFailedException {
        TopicRecord plain = KafkaEvents.write(arrived.item());
        List<RecordHeader> headers = new ArrayList<>(plain.headers());
        headers.addAll(more);
        Optional<byte[]> key = Counters.isBarrier(arrived.node())
                ? Optional.of(BatchRecords.key(BatchCounts.of(arrived.item())))
                : plain.key();
        TopicRecord record = new TopicRecord(key, plain.value(), headers);
        int limit = limitOf.apply(arrived.node());
        if (RecordSize.of(record) > limit) {
            throw new ItemFailedException(
                    "item_too_large",
                    "The item for '" + arrived.node().name() + "' has " + RecordSize.of(record)
                            + " bytes, and its topic takes " + limit + ": give a reference to what is larger.");
        }
        return record.to(topicOf.apply(arrived.node()));
    }
}
