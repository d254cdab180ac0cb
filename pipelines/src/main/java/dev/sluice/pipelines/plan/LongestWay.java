package dev.sluice.pipelines.plan;

import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import java.util.HashMap;
import java.util.Map;

/** The way through a pipeline that is cut most often. */
record LongestWay(PipelineGraph graph) {

    int hops() {
        Map<StageName, Integer> hops = new HashMap<>();
        int most = 0;
        for (Node node : graph.nodes()) {
            int before = node.from().stream()
                    .mapToInt(input -> hops.getOrDefault(input.stage(), 0))
                    .max()
                    .orElse(0);
            int here = before + (node.isCut() ? 1 : 0);
            hops.put(node.name(), here);
            most = Math.max(most, here);
        }
        return most;
    }
}
