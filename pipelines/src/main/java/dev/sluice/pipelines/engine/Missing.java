package dev.sluice.pipelines.engine;

import dev.sluice.core.json.JsonStrings;
import dev.sluice.pipelines.graph.PipelineGraph;

/**
 * An item that did not come to where it was to go.
 *
 * @param stage at which it ended; in what is kept of batches the name under which that is kept
 * @param reason a stable word
 */
public record Missing(String id, String stage, String reason) {

    /** As people know the stage now. */
    Missing named(PipelineGraph graph) {
        return new Missing(id, graph.nameOf(stage), reason);
    }

    void writeTo(StringBuilder json) {
        JsonStrings.quote(json.append("{\"id\":"), id);
        JsonStrings.quote(json.append(",\"stage\":"), stage);
        JsonStrings.quote(json.append(",\"reason\":"), reason);
        json.append('}');
    }
}
