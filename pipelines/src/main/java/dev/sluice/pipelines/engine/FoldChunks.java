package dev.sluice.pipelines.engine;

import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.fold.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a reduce by a function has its function called with: chunks of values, which are items of a topic of their own.
 *
 * @param stage under which the reduce is kept
 * @param topic Kafka's name of that of the chunks
 */
record FoldChunks(Stage.Reduce.Call call, StageName stage, Items items, String topic) {

    /** With as many bytes of values in memory no chunk waits until it is full: 16 MiB. */
    static final long MOST_HELD = 16L << 20;

    /**
     * Whose chunks they are.
     *
     * @param chain through which functions the items came
     * @param numbers of the chunks of the batch, each another
     */
    record Of(String batch, String key, List<RecordHeader> chain, LongSupplier numbers) {}

    /**
     * What is written to have the function called now.
     *
     * @param last whether nothing more comes but what is under way
     * @param tight whether there is little memory
     */
    List<ProducerRecord<byte[], byte[]>> due(Values values, Of of, boolean last, boolean tight) {
        List<ProducerRecord<byte[], byte[]>> due = new ArrayList<>();
        Optional<Values.Chunk> next = values.chunk(call.chunk(), last, tight);
        while (next.isPresent()) {
            due.add(record(next.get(), of));
            next = values.chunk(call.chunk(), last, tight);
        }
        return due;
    }

    private ProducerRecord<byte[], byte[]> record(Values.Chunk chunk, Of of) {
        String name = stage + "/" + of.numbers().getAsLong();
        TopicRecord plain = KafkaEvents.write(items.ofBatch(of.batch(), name, chunk.json()));
        List<RecordHeader> headers = new ArrayList<>(plain.headers());
        headers.addAll(BatchRecords.chunk(of.key(), chunk.members()));
        headers.addAll(of.chain());
        return new TopicRecord(plain.key(), plain.value(), headers).to(topic);
    }
}
