package dev.sluice.pipelines.engine;

import dev.sluice.events.partition.PartitionLog;
import dev.sluice.pipelines.graph.PipelineGraph;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Follows how one batch stands, which is read whole once and then as it changes. For one thread; blocks until Kafka has answered. */
public final class BatchWatch implements AutoCloseable {

    private final PartitionLog log;
    private final TopicPartition kept;
    private final BatchesWork.Reading reading = new BatchesWork.Reading();
    private final PipelineGraph graph;
    private final BatchStanding found;
    private long next;

    /**
     * Begins with what is known.
     *
     * @param kept where the batch is kept
     * @param graph of its pipeline
     */
    BatchWatch(PartitionLog log, TopicPartition kept, PipelineGraph graph, BatchStanding found) {
        this.log = log;
        this.kept = kept;
        this.graph = graph;
        this.found = found;
    }

    /**
     * How it stands now.
     *
     * @throws BatchRefusedException if Kafka does not answer; it may be asked again
     */
    public BatchStanding now() throws BatchRefusedException {
        try {
            next = log.news(kept, next, record -> {
                if (BatchesWork.about(record).equals(found.id())) {
                    reading.take(record);
                }
            });
        } catch (KafkaException e) {
            throw Batches.unavailable(e);
        }
        return reading.of(found.id())
                .map(standing -> standing.named(graph))
                .orElse(found)
                .knowing(found.stored());
    }

    @Override
    public void close() {
        log.close();
    }
}
