package dev.sluice.gateway.api;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.spec.Kind;
import dev.sluice.pipelines.document.PipelineSettings;
import dev.sluice.pipelines.engine.Pipelines;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import dev.sluice.pipelines.plan.MermaidChart;
import dev.sluice.pipelines.plan.Picture;
import dev.sluice.pipelines.plan.PipelinePlan;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;

/** What would become of pipelines. */
@Path("/pipelines")
@RunOnVirtualThread
public class PipelinesResource {

    private final Names names;
    private final Pipelines pipelines;

    public PipelinesResource(Names names, Pipelines pipelines) {
        this.names = names;
        this.pipelines = pipelines;
    }

    /** The graph of a document, as rows, as a flowchart in Mermaid and as a picture in SVG. */
    record Plan(String pipeline, List<PipelinePlan.Row> stages, int longestWay, String mermaid, String svg) {}

    @POST
    @Path("/plan")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Plan plan(InputStream body) {
        return switch (PipelineSettings.KIND.read(ShortBodies.read(body))) {
            case Binding.Refused<Kind.Document<PipelineSettings>>(List<SpecProblem> problems) ->
                throw new ProblemException(Problems.invalidSpec(problems));
            case Binding.Bound<Kind.Document<PipelineSettings>>(Kind.Document<PipelineSettings> document) ->
                plan(document);
        };
    }

    private Plan plan(Kind.Document<PipelineSettings> document) {
        String name = document.metadata()
                .name()
                .filter(FunctionName::isValid)
                .orElseThrow(() -> new ProblemException(Problems.invalidSpec(
                        List.of(new SpecProblem("metadata.name", "a pipeline needs a name", FunctionName.RULE)))));
        return switch (PipelineGraph.compile(document.spec(), "spec")) {
            case PipelineGraph.Compiled.Refused(List<SpecProblem> problems) ->
                throw new ProblemException(Problems.invalidSpec(problems));
            case PipelineGraph.Compiled.Good(PipelineGraph graph) -> {
                PipelineId id = new PipelineId(names.namespace(), name);
                PipelinePlan plan = pipelines.plan(id, graph);
                yield new Plan(
                        id.toString(), plan.rows(), plan.longestWay(), MermaidChart.of(graph), Picture.of(graph));
            }
        };
    }
}
