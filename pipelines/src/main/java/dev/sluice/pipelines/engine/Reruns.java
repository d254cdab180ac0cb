package dev.sluice.pipelines.engine;

import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.NearestWord;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.partition.PartitionLog;
import dev.sluice.pipelines.document.StageInput;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.engine.BatchRefusedException.Why;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Finds out whether a batch can be run again from a stage. Thread-safe; blocks until Kafka has answered. */
record Reruns(KafkaCluster cluster, PipelineGraph graph, BatchCounts counts, InstantSource clock) {

    /** What stands behind the name of a stage's topic for that of what it keeps; names of stages have no dots. */
    static final String KEPT = ".rerun";

    /** Kafka's name of the topic of what a stage keeps of batches, by that of what it reads. */
    static String topic(String reads) {
        return reads + KEPT;
    }

    /** The stage of this name, if batches can be run again from there. */
    Node from(StageName name) throws BatchRefusedException {
        Node stage = graph.nodes().stream()
                .filter(node -> node.name().equals(name) && node instanceof Node.Step)
                .findFirst()
                .orElseThrow(() -> new BatchRefusedException(Why.MALFORMED, unknown(name)));
        if (stage.keep().isEmpty()) {
            throw new BatchRefusedException(
                    Why.CONFLICT,
                    "The stage '" + name
                            + "' keeps nothing of batches that are over: say how long it does ('keep: 24h'),"
                            + " and batches that begin after that can be run again from there." + others());
        }
        Optional<String> beside = beside(graph, stage);
        if (beside.isPresent()) {
            throw new BatchRefusedException(Why.CONFLICT, beside.get());
        }
        return stage;
    }

    private String unknown(StageName name) {
        List<String> known = graph.nodes().stream()
                .filter(node -> node instanceof Node.Step)
                .map(node -> node.name().value())
                .toList();
        return "There is no stage '" + name + "'"
                + NearestWord.of(name.value(), known)
                        .map(word -> ", did you mean '" + word + "'?")
                        .orElse(".")
                + " The stages of the pipeline are " + String.join(", ", known) + ".";
    }

    private String others() {
        String all = graph.nodes().stream()
                .filter(node -> node.keep().isPresent())
                .map(node -> "'" + node.name() + "'")
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : " Now this can be done from " + all + ".";
    }

    /**
     * Why a batch cannot be run again from a stage, in sentences: a join or a reduce behind it waits for what does not come through it.
     * Empty if none does.
     */
    static Optional<String> beside(PipelineGraph graph, Node stage) {
        for (Node barrier : graph.nodes()) {
            List<Node> way = graph.upTo(barrier);
            if (!Counters.isBarrier(barrier) || barrier.equals(stage) || !way.contains(stage)) {
                continue;
            }
            List<StageInput> foreign = new ArrayList<>();
            for (Node node : way) {
                if (!node.equals(stage) && graph.upTo(node).contains(stage)) {
                    node.from().stream()
                            .filter(input -> !comesThrough(graph, input, stage))
                            .forEach(foreign::add);
                }
            }
            if (!foreign.isEmpty()) {
                Node.Step step = (Node.Step) barrier;
                return Optional.of("The " + step.stage().kind() + " '" + barrier.name() + "' behind '" + stage.name()
                        + "' waits for what comes of "
                        + foreign.stream().map(input -> "'" + input + "'").collect(Collectors.joining(", "))
                        + " too, and that does not come through '" + stage.name()
                        + "'. Run the batch again from a stage through which all of it comes, or from '"
                        + barrier.name() + "' itself.");
            }
        }
        return Optional.empty();
    }

    private static boolean comesThrough(PipelineGraph graph, StageInput input, Node stage) {
        return graph.nodes().stream()
                .filter(node -> node.name().equals(input.stage()))
                .anyMatch(node -> graph.upTo(node).contains(stage));
    }

    /**
     * Checks that all of a batch is kept at a stage, as {@link #from} has told it.
     *
     * @param batch as it stands
     */
    void check(BatchStanding batch, Node stage) throws BatchRefusedException {
        if (!batch.isOver()) {
            throw new BatchRefusedException(
                    Why.CONFLICT,
                    "The batch '" + batch.id()
                            + "' is under way: it can be run again when it is over. Wait for that, or give it up first.");
        }
        long now = clock.millis();
        if (came(batch.id(), stage)
                .filter(came -> !came.isPast(stage.keep().orElseThrow(), now))
                .isEmpty()) {
            throw new BatchRefusedException(
                    Why.CONFLICT,
                    "What the batch '" + batch.id() + "' had at '" + stage.name()
                            + "' is not there any more, or not all of it was kept: that stage keeps it for "
                            + DurationText.format(stage.keep().orElseThrow())
                            + " after a batch is over, of batches that began when it said so. Send the items again as another batch.");
        }
    }

    private Optional<RerunWork.Came> came(String batch, Node stage) throws BatchRefusedException {
        String states = PipelineRun.kept(counts.keptAt(stage.keptAs()));
        List<RerunWork.Came> found = new ArrayList<>();
        try (PartitionLog log = new PartitionLog(cluster)) {
            TopicPartition partition =
                    new TopicPartition(states, BatchRecords.partition(batch, log.partitions(states)));
            log.all(partition, record -> {
                if (batch.equals(BatchRecords.batch(record.key()))) {
                    found.clear();
                    if (record.value() != null) {
                        found.add(RerunWork.Came.read(record.value()));
                    }
                }
            });
        } catch (KafkaException e) {
            throw Batches.unavailable(e);
        }
        return found.stream().findFirst();
    }
}
