package dev.sluice.pipelines.engine;

import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.engine.BatchRefusedException.Why;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import dev.sluice.pipelines.parked.KeptKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** The parked keys of one pipeline, for those who ask, and have them go on. Thread-safe; blocks until Kafka has answered. */
public final class ParkedItems {

    /** One at a time writes at a gateway what is wanted of a stage: it has one transactional id. */
    private static final Map<String, Object> WRITING = new ConcurrentHashMap<>();

    private final Pipelines.Parts parts;
    private final PipelineId id;
    private final PipelineGraph graph;

    ParkedItems(Pipelines.Parts parts, PipelineId id, PipelineGraph graph) {
        this.parts = parts;
        this.id = id;
        this.graph = graph;
    }

    /** A key that is parked at a stage. */
    public record Parked(StageName stage, KeptKey key) {}

    /**
     * Whose items are meant.
     *
     * @param stage all that park keys without it
     * @param key all without it
     */
    public record Wanted(Optional<String> stage, Optional<String> key) {}

    /**
     * The parked keys, by stage, the oldest first; as somebody knew them some milliseconds ago.
     *
     * @throws BatchRefusedException if the stage parks none
     */
    public List<Parked> all(Wanted wanted) throws BatchRefusedException {
        List<Parked> all = new ArrayList<>();
        for (Node node : stages(wanted.stage())) {
            for (KeptKey key : read(stage(node))) {
                if (wanted.key().filter(name -> !name.equals(key.key())).isEmpty()) {
                    all.add(new Parked(node.name(), key));
                }
            }
        }
        return all;
    }

    /**
     * Has the items of parked keys go on in their order, the failed first; it becomes visible some milliseconds later.
     *
     * @return the keys, as they stood before
     * @throws BatchRefusedException if none is parked
     */
    public List<Parked> retry(Wanted wanted) throws BatchRefusedException {
        List<Parked> found = all(wanted);
        if (found.isEmpty()) {
            throw none(wanted);
        }
        for (Node node : stages(wanted.stage())) {
            ParkedStage stage = stage(node);
            tell(
                    stage,
                    found.stream()
                            .filter(each -> each.stage().equals(node.name()))
                            .map(each -> each.key().retry(ParkedStage.items(stage.topic())))
                            .toList());
        }
        return found;
    }

    /**
     * Has the failed item of a parked key become a dead letter, and those behind it go on.
     *
     * @param item the id of the failed item, as somebody has seen it: another one that has failed meanwhile stays
     * @return the key, as it stood before
     * @throws BatchRefusedException if it is not parked, or another item of it has failed, or its items are on their way
     */
    public Parked discard(String stage, String key, String item) throws BatchRefusedException {
        Wanted wanted = new Wanted(Optional.of(stage), Optional.of(key));
        Parked found = all(wanted).stream().findFirst().orElseThrow(() -> none(wanted));
        if (found.key().isGoing()
                || found.key()
                        .failed()
                        .filter(failed -> failed.id().equals(item))
                        .isEmpty()) {
            throw new BatchRefusedException(
                    Why.CONFLICT,
                    "The item '" + item + "' is not what has failed of the key '" + key + "' at '" + stage + "'"
                            + (found.key().isGoing() ? ", whose items are on their way." : ".")
                            + " 'sluice pipeline parked " + id.name() + "' shows what has.");
        }
        ParkedStage at = stage(stages(wanted.stage()).getFirst());
        tell(at, List.of(found.key().discard(ParkedStage.items(at.topic()))));
        return found;
    }

    private BatchRefusedException none(Wanted wanted) {
        return new BatchRefusedException(
                Why.CONFLICT,
                wanted.key().map(key -> "The key '" + key + "' is not").orElse("No key is") + " parked"
                        + wanted.stage().map(stage -> " at '" + stage + "'").orElse("") + " of the pipeline '"
                        + id.name() + "'.");
    }

    private List<Node> stages(Optional<String> wanted) throws BatchRefusedException {
        List<Node> stages = graph.nodes().stream()
                .filter(ParkedStage::is)
                .filter(node ->
                        wanted.filter(name -> !name.equals(node.name().value())).isEmpty())
                .toList();
        if (stages.isEmpty()) {
            throw new BatchRefusedException(
                    Why.CONFLICT,
                    wanted.map(name -> "There is no stage '" + name + "'").orElse("There is no stage")
                            + " of the pipeline '" + id.name() + "' that parks keys: its function says"
                            + " onFailure: park-key.");
        }
        return stages;
    }

    private ParkedStage stage(Node node) {
        return new ParkedStage(parts.cluster(), id.topic(parts.names().prefix(), node.keptAs()));
    }

    private static List<KeptKey> read(ParkedStage stage) throws BatchRefusedException {
        try {
            return stage.parked();
        } catch (KafkaException e) {
            throw Batches.unavailable(e);
        }
    }

    private void tell(ParkedStage stage, Collection<ProducerRecord<byte[], byte[]>> wanted)
            throws BatchRefusedException {
        if (wanted.isEmpty()) {
            return;
        }
        synchronized (WRITING.computeIfAbsent(stage.topic(), _ -> new Object())) {
            try {
                stage.tell(parts.gateway(), wanted);
            } catch (KafkaException e) {
                throw Batches.unavailable(e);
            }
        }
    }
}
