package dev.sluice.pipelines.engine;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.partition.PartitionLog;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.engine.StageChanges.UnderWay;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import dev.sluice.pipelines.plan.PipelineChange;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;

/** Finds out what is under way in a pipeline that is to be changed, and what that means for its stages. Blocks until Kafka has answered. */
record ChangeCheck(Pipelines.Parts parts, PipelineTopics topics, PipelineId id) {

    /**
     * A pipeline as it is.
     *
     * @param batches empty if it has none, or does not run here
     */
    record Standing(PipelineGraph graph, boolean paused, Optional<Batches> batches) {}

    /** {@code wanted}: what the pipeline becomes, with the first names of its stages; empty if it is removed. */
    PipelineChange change(Standing before, Optional<PipelineGraph> wanted) {
        return new StageChanges(id, before.graph(), before.paused(), wanted, underWay(before, wanted)).change();
    }

    private UnderWay underWay(Standing before, Optional<PipelineGraph> wanted) {
        List<String> batches = List.of();
        Optional<String> unknown = Optional.empty();
        if (before.batches().isPresent() && StageChanges.putsTogetherOtherwise(before.graph(), wanted)) {
            try {
                batches = before.batches().get().all().stream()
                        .filter(batch -> !batch.isOver())
                        .map(BatchStanding::id)
                        .toList();
            } catch (BatchRefusedException e) {
                unknown = Optional.of("Whether batches are under way in the pipeline '" + id.name() + "' is not known: "
                        + e.getMessage());
            }
        }
        Set<String> gone = new HashSet<>(PipelineRun.topics(parts, id, before.graph()));
        wanted.ifPresent(graph -> gone.removeAll(PipelineRun.topics(parts, id, graph)));
        SortedMap<StageName, Long> items = new TreeMap<>();
        SortedMap<StageName, Long> windows = new TreeMap<>();
        SortedMap<StageName, Long> parked = new TreeMap<>();
        if (!gone.isEmpty() && !(parts.cluster().state() instanceof KafkaCluster.State.NotStarted)) {
            try {
                // Shortly after it was applied nothing runs of it, and its batches are there already.
                if (before.batches().isEmpty()
                        && PipelineRun.hasBatches(before.graph())
                        && StageChanges.putsTogetherOtherwise(before.graph(), wanted)) {
                    batches = OpenBatches.names(
                            parts.cluster(), PipelineRun.kept(PipelineRun.counted(parts, id, StageName.SOURCE)));
                }
                addItems(gone, items);
                addWindows(before.graph(), wanted, windows);
                addParked(before.graph(), wanted, parked);
            } catch (ExecutionException | KafkaException e) {
                unknown = Optional.of("Whether items are under way in the pipeline '" + id.name()
                        + "' is not known, because Kafka does not answer: " + Pipelines.why(e) + ". Try again.");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                unknown = Optional.of("The gateway ends.");
            }
        }
        return new UnderWay(items, windows, parked, batches, unknown);
    }

    private void addItems(Set<String> gone, SortedMap<StageName, Long> items)
            throws ExecutionException, InterruptedException {
        topics.waiting(gone).forEach((topic, count) -> {
            if (count > 0) {
                items.merge(stage(topic), count, Long::sum);
            }
        });
    }

    /** Of whole batches there are topics behind the name of the source, and of parked items behind that of their stage. */
    private StageName stage(String topic) {
        int begin = id.topic(parts.names().prefix(), new StageName("x")).length() - 1;
        return new StageName(topic.substring(begin).split("\\.", 2)[0]);
    }

    /** What is parked stays where it is when nobody has it any more. */
    private void addParked(PipelineGraph before, Optional<PipelineGraph> wanted, SortedMap<StageName, Long> parked) {
        Set<String> gone = new HashSet<>(PipelineRun.parking(parts, id, before));
        wanted.ifPresent(graph -> gone.removeAll(PipelineRun.parking(parts, id, graph)));
        if (gone.isEmpty()) {
            return;
        }
        try (PartitionLog log = new PartitionLog(parts.cluster())) {
            for (String topic : gone) {
                long keys = ParkedStage.count(log, topic);
                if (keys > 0) {
                    parked.put(stage(topic), keys);
                }
            }
        }
    }

    /** What open windows have goes with their stage. */
    private void addWindows(PipelineGraph before, Optional<PipelineGraph> wanted, SortedMap<StageName, Long> windows)
            throws ExecutionException, InterruptedException {
        Set<StageName> gone = new TreeSet<>(PipelineRun.windows(before));
        wanted.ifPresent(graph -> gone.removeAll(PipelineRun.windows(graph)));
        for (StageName stage : gone) {
            long open = OpenWindows.count(
                    parts.cluster(), PipelineRun.kept(id.topic(parts.names().prefix(), stage)));
            if (open > 0) {
                windows.put(stage, open);
            }
        }
    }
}
