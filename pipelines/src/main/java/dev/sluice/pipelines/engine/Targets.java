package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.events.filter.EventExpression;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.topic.RecordSize;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
        TopicRecord record = written(arrived, more);
        check(arrived.node(), record);
        return record.to(topicOf.apply(arrived.node()));
    }

    /** The same item under its batch as key, where the node keeps what it reads of batches; none where it does not. */
    List<ProducerRecord<byte[], byte[]>> kept(Way.Arrived arrived, List<RecordHeader> more) throws ItemFailedException {
        if (arrived.node().keep().isEmpty()) {
            return List.of();
        }
        TopicRecord written = written(arrived, more);
        TopicRecord kept = new TopicRecord(
                Optional.of(BatchRecords.key(BatchCounts.of(arrived.item()))), written.value(), written.headers());
        check(arrived.node(), kept);
        return List.of(kept.to(Reruns.topic(topicOf.apply(arrived.node()))));
    }

    private static TopicRecord written(Way.Arrived arrived, List<RecordHeader> more) throws ItemFailedException {
        TopicRecord plain = KafkaEvents.write(arrived.item());
        List<RecordHeader> headers = new ArrayList<>(plain.headers());
        headers.addAll(more);
        if (arrived.node() instanceof Node.Sink) {
            // Others know it as a field of the record.
            StageTraces.of(arrived.item()).ifPresent(trace -> headers.add(RecordHeader.of(StageTraces.TRACE, trace)));
        }
        return new TopicRecord(key(arrived, plain), plain.value(), headers);
    }

    private void check(Node node, TopicRecord record) throws ItemFailedException {
        long size = RecordSize.of(record);
        int limit = limitOf.apply(node);
        if (size > limit) {
            throw new ItemFailedException(
                    "item_too_large",
                    "The item for '" + node.name() + "' has " + size + " bytes, and its topic takes " + limit
                            + ": give a reference to what is larger.");
        }
    }

    /** An item that cannot go on from a stage where nothing is tried again; {@code reason} is a stable word, {@code detail} a sentence. */
    ProducerRecord<byte[], byte[]> dead(TopicRecord item, StageName stage, String reason, String detail) {
        return DeadItems.of(item, 1, stage, reason, detail, limitOfDead).to(deadLetters);
    }

    /** A record that somebody else has written into the topic of a stage, as a dead item. */
    ProducerRecord<byte[], byte[]> foreign(ConsumerRecord<byte[], byte[]> record, StageName stage) {
        return dead(
                TopicRecord.of(record),
                stage,
                "malformed_item",
                "The record is no item: somebody else has written it into the topic '" + record.topic() + "'.");
    }

    /** The same of all that came of one item: if one of them cannot be written, none is. */
    List<ProducerRecord<byte[], byte[]>> records(List<Way.Arrived> arrived, List<RecordHeader> more)
            throws ItemFailedException {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(arrived.size());
        for (Way.Arrived each : arrived) {
            records.add(record(each, more));
            records.addAll(kept(each, more));
        }
        return records;
    }

    private static Optional<byte[]> key(Way.Arrived arrived, TopicRecord plain) throws ItemFailedException {
        if (Counters.isBarrier(arrived.node())) {
            return Optional.of(BatchRecords.key(BatchCounts.of(arrived.item())));
        }
        return arrived.node() instanceof Node.Step step && step.stage() instanceof Stage.Window window
                ? Optional.of(windowKey(step, window, arrived.item()).getBytes(StandardCharsets.UTF_8))
                : plain.key();
    }

    /** Whose window an item belongs to, so that all windows of a key are in one partition; nobody's where there is one for all. */
    private static String windowKey(Node.Step step, Stage.Window window, CloudEvent item) throws ItemFailedException {
        if (window.by().isEmpty()) {
            return "";
        }
        return switch (window.by().get().value(item)) {
            case EventExpression.Value.Text(String key) -> {
                try {
                    yield item.with(Map.of(CloudEvent.KEY, key))
                            .attribute(CloudEvent.KEY)
                            .orElse(key);
                } catch (MalformedEventException e) {
                    throw new ItemFailedException("no_key", "At '" + step.name() + "': " + e.getMessage() + ".");
                }
            }
            case EventExpression.Value.Failed(String why) ->
                throw new ItemFailedException("no_key", "At '" + step.name() + "': " + why);
        };
    }
}
