package dev.sluice.pipelines.engine;

import dev.sluice.pipelines.graph.PipelineGraph;

/**
 * What a batch is that was run again.
 *
 * @param of the batch whose items it has
 * @param from the stage at which it has them
 */
public record Rerun(String of, String from) {

    /** The same with the stage as people know it now. */
    Rerun named(PipelineGraph graph) {
        return new Rerun(of, graph.nameOf(from));
    }
}
