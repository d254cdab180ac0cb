package dev.sluice.pipelines.plan;

import dev.sluice.core.function.DurationText;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import java.time.Duration;
import java.util.List;

/**
 * What becomes of a pipeline when it runs.
 *
 * @param prefix of all topics of the platform
 */
public record PipelinePlan(PipelineId id, String prefix, PipelineGraph graph) {

    /**
     * A node in a few words.
     *
     * @param is what it does
     * @param from whose items it reads, as written
     * @param runsIn the nodes in whose transactions it is done, itself if the pipeline is cut before it
     * @param topic the topic that is made for what it reads; empty if none is
     * @param keeps what it costs that batches can be run again from it, in a sentence; empty if they cannot
     */
    public record Row(String name, String is, List<String> from, List<String> runsIn, String topic, String keeps) {}

    /** All nodes, each behind all that it reads. */
    public List<Row> rows() {
        List<PipelineGraph.Hop> hops = graph.hops();
        return graph.nodes().stream().map(node -> row(node, hops)).toList();
    }

    private Row row(Node node, List<PipelineGraph.Hop> hops) {
        List<String> runsIn = node.isCut()
                ? List.of(node.name().value())
                : hops.stream()
                        .filter(hop -> hop.fused().contains(node))
                        .map(hop -> hop.head().name().value())
                        .toList();
        String topic = node.isCut() && !(node instanceof Node.Source) ? id.topic(prefix, node.keptAs()) : "";
        return new Row(
                node.name().value(),
                node.inWords(),
                node.from().stream().map(Object::toString).toList(),
                runsIn,
                topic,
                node.keep().map(keep -> keeps(topic, keep)).orElse(""));
    }

    private static String keeps(String topic, Duration keep) {
        return "What comes there of a batch is written into " + topic + ".rerun too, and stays for "
                + DurationText.format(keep) + " after the batch is over.";
    }

    /** How many transactions an item goes through at most on its way from the source to a sink. */
    public int longestWay() {
        return graph.longestWay();
    }
}
