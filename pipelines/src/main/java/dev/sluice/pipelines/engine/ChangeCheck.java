package dev.sluice.pipelines.engine;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;

/**
 * Checks that nothing which is under way in a pipeline is lost with a change of it. Blocks until Kafka has answered, and throws a
 * {@link PipelineBusyException} that says what is under way.
 */
record ChangeCheck(Pipelines.Parts parts, PipelineTopics topics, PipelineId id) {

    /**
     * A pipeline as it is.
     *
     * @param batches empty if it has none, or does not run here
     */
    record Standing(PipelineGraph graph, boolean paused, Optional<Batches> batches) {}

    /** {@code wanted}: what the pipeline becomes; empty if it is removed. */
    void check(Standing before, Optional<PipelineGraph> wanted) {
        wanted.ifPresent(graph -> checkKinds(before.graph(), graph));
        before.batches()
                .filter(_ -> wanted.filter(graph -> shape(graph).equals(shape(before.graph())))
                        .isEmpty())
                .ifPresent(this::checkBatches);
        Set<String> gone = new HashSet<>(PipelineRun.topics(parts, id, before.graph()));
        wanted.ifPresent(graph -> gone.removeAll(PipelineRun.topics(parts, id, graph)));
        if (gone.isEmpty() || parts.cluster().state() instanceof KafkaCluster.State.NotStarted) {
            return;
        }
        try {
            checkItems(gone);
            if (!before.paused()) {
                checkWindows(before.graph(), wanted);
            }
        } catch (ExecutionException | KafkaException e) {
            throw new PipelineBusyException("Whether items are under way in the pipeline '" + id.name()
                    + "' is not known, because Kafka does not answer: " + Pipelines.why(e) + ". Try again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipelineBusyException("The gateway ends.");
        }
    }

    /** What a stage keeps, and the keys under which items come to it, are those of its kind: under another one they would be misread. */
    static void checkKinds(PipelineGraph before, PipelineGraph wanted) {
        Map<StageName, String> kinds = kinds(before);
        kinds(wanted).forEach((name, kind) -> {
            String was = kinds.getOrDefault(name, kind);
            if (!was.equals(kind)) {
                throw new PipelineBusyException("The stage '" + name + "' is a " + was + ", and would be a " + kind
                        + ": what it keeps means nothing to that. Give the " + kind + " another name.");
            }
        });
    }

    /** How what has a topic of its own reads it. */
    private static Map<StageName, String> kinds(PipelineGraph graph) {
        Map<StageName, String> kinds = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.isCut()) {
                kinds.put(node.name(), kind(node));
            }
        }
        return kinds;
    }

    private static String kind(Node node) {
        return node instanceof Node.Step step && (Counters.isBarrier(step) || step.stage() instanceof Stage.Window)
                ? step.stage().kind()
                : "function";
    }

    private void checkItems(Set<String> gone) throws ExecutionException, InterruptedException {
        String prefix = id.topic(parts.names().prefix(), new StageName("x"));
        int begin = prefix.length() - 1;
        Map<String, Long> waiting = new TreeMap<>();
        topics.waiting(gone).forEach((topic, count) -> {
            if (count > 0) {
                waiting.put(topic.substring(begin), count);
            }
        });
        if (!waiting.isEmpty()) {
            throw new PipelineBusyException("Items are under way at "
                    + waiting.keySet().stream().map(each -> "'" + each + "'").collect(Collectors.joining(", "))
                    + " of the pipeline '" + id.name()
                    + "'. Apply it with paused: true, and try again when they are done: 'sluice describe pipeline "
                    + id.name() + "' shows them.");
        }
    }

    /** What open windows have goes with their stage, so it is said twice. */
    private void checkWindows(PipelineGraph before, Optional<PipelineGraph> wanted)
            throws ExecutionException, InterruptedException {
        Set<StageName> gone = new TreeSet<>(PipelineRun.windows(before));
        wanted.ifPresent(graph -> gone.removeAll(PipelineRun.windows(graph)));
        for (StageName stage : gone) {
            String kept = PipelineRun.kept(id.topic(parts.names().prefix(), stage));
            long open = OpenWindows.count(parts.cluster(), kept);
            if (open > 0) {
                throw new PipelineBusyException("Windows are open at '" + stage + "' of the pipeline '" + id.name()
                        + "' (" + open + "), and nothing would come of them. Wait until they are over, or apply it with"
                        + " paused: true first: then they may go.");
            }
        }
    }

    /** While a batch is under way, what is counted of it must mean the same: stages may do other things then, and read nothing else. */
    private void checkBatches(Batches batches) {
        try {
            List<String> underWay = batches.all().stream()
                    .filter(batch -> !batch.isOver())
                    .map(batch -> "'" + batch.id() + "'")
                    .toList();
            if (!underWay.isEmpty()) {
                throw new PipelineBusyException("Batches are under way: "
                        + underWay.stream().limit(5).collect(Collectors.joining(", "))
                        + (underWay.size() > 5 ? " and " + (underWay.size() - 5) + " more" : "")
                        + ". Stages are put together otherwise when these are over; close them, or give them up.");
            }
        } catch (BatchRefusedException e) {
            throw new PipelineBusyException("Whether batches are under way in the pipeline '" + id.name()
                    + "' is not known: " + e.getMessage());
        }
    }

    private static List<String> shape(PipelineGraph graph) {
        return graph.nodes().stream()
                .map(node -> node.name() + " " + node.from() + " " + node.isCut() + " " + Counters.isBarrier(node))
                .toList();
    }
}
