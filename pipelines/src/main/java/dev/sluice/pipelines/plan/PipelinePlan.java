package dev.sluice.pipelines.plan;

import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
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
     */
    public record Row(String name, String is, List<String> from, List<String> runsIn, String topic) {}

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
                topic);
    }

    /** How many transactions an item goes through at most on its way from the source to a sink. */
    public int longestWay() {
        return graph.longestWay();
    }
}
