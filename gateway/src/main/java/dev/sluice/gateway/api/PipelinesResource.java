package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.spec.Kind;
import dev.sluice.pipelines.document.PipelineSettings;
import dev.sluice.pipelines.engine.FormerNames;
import dev.sluice.pipelines.engine.Pipelines;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import dev.sluice.pipelines.plan.MermaidChart;
import dev.sluice.pipelines.plan.Picture;
import dev.sluice.pipelines.plan.PipelineChange;
import dev.sluice.pipelines.plan.PipelinePlan;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

    /**
     * The graph of a document, as rows, as a flowchart in Mermaid and as a picture in SVG.
     *
     * @param change of the pipeline that has the name already; empty if none has
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Plan(
            String pipeline,
            List<PipelinePlan.Row> stages,
            int longestWay,
            String guarantee,
            String mermaid,
            String svg,
            Optional<Change> change) {}

    /** What becomes of each stage, and why the document is refused now; no refusals if it is not. */
    record Change(List<ChangedStage> stages, List<String> refusals) {

        static Change of(PipelineChange change) {
            return new Change(change.stages().stream().map(ChangedStage::of).toList(), change.refusals());
        }
    }

    record ChangedStage(String name, String is, String becomes, String detail) {

        static ChangedStage of(PipelineChange.Stage stage) {
            return new ChangedStage(
                    stage.name().value(), stage.is(), stage.becomes().name().toLowerCase(Locale.ROOT), stage.detail());
        }
    }

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
        PipelineId id = new PipelineId(names.namespace(), name);
        // Its names make sense where its graph does.
        PipelineSettings written = document.spec();
        graph(written);
        FormerNames former = pipelines.formerNames(id, written);
        if (!former.problems().isEmpty()) {
            throw new ProblemException(Problems.invalidSpec(former.problems()));
        }
        PipelineGraph graph = graph(written.was(former.keptAs()));
        PipelinePlan plan = pipelines.plan(id, graph);
        return new Plan(
                id.toString(),
                plan.rows(),
                plan.longestWay(),
                written.guarantee().word(),
                MermaidChart.of(graph),
                Picture.of(graph),
                pipelines.change(id, Optional.of(graph)).map(Change::of));
    }

    private static PipelineGraph graph(PipelineSettings settings) {
        return switch (PipelineGraph.compile(settings, "spec")) {
            case PipelineGraph.Compiled.Refused(List<SpecProblem> problems) ->
                throw new ProblemException(Problems.invalidSpec(problems));
            case PipelineGraph.Compiled.Good(PipelineGraph graph) -> graph;
        };
    }
}
