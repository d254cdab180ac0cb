package dev.sluice.pipelines.engine;

import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.PipelineId;
import java.util.List;

/**
 * What one stage of a pipeline did with an item, as a piece of its trace.
 *
 * @param traceparent its trace and itself, as W3C Trace Context has them
 * @param parentSpan what came before it, 16 hexadecimal digits; empty if the trace begins with it
 * @param links the {@code traceparent}s of what it was made of, at most {@value TraceLinks#MOST}
 * @param stage the source, a stage or a sink
 * @param item its id
 * @param batch of the item; empty if it is in none
 * @param attempt the number of the call, from 1; 0 where nothing was called
 * @param startMicros when it began, since 1970
 * @param nanos how long it took
 * @param failed whether the call did not come to a good end
 */
public record StageSpan(
        String traceparent,
        String parentSpan,
        List<String> links,
        PipelineId pipeline,
        StageName stage,
        String item,
        String batch,
        int attempt,
        long startMicros,
        long nanos,
        boolean failed) {

    public StageSpan {
        links = List.copyOf(links);
    }
}
