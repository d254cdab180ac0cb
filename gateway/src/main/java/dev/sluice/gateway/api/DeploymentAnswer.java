package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.problem.Problem;
import dev.sluice.gateway.deploy.DeployResult;
import dev.sluice.gateway.deployment.Deployment;
import dev.sluice.gateway.deployment.DeploymentEvent;
import dev.sluice.gateway.deployment.DeploymentState;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A deployment as the API tells of it; the components are the members of the JSON. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record DeploymentAnswer(
        String id,
        String name,
        Optional<String> namespace,
        String state,
        String url,
        Instant startedAt,
        Optional<Instant> endedAt,
        List<DeploymentStep> steps,
        List<DeploymentStep.Line> log,
        Optional<FunctionAnswers.Deployed> result,
        Optional<RawValue> problem) {

    static DeploymentAnswer of(Deployment.Snapshot deployment, URI base) {
        DeploymentState state = deployment.state();
        return new DeploymentAnswer(
                deployment.id().value(),
                deployment.function().name(),
                FunctionAnswers.namespace(deployment.function()),
                word(state),
                url(deployment, base).toString(),
                deployment.startedAt(),
                endedAt(state),
                deployment.events().stream()
                        .filter(DeploymentEvent.StepTaken.class::isInstance)
                        .map(event -> DeploymentStep.of((DeploymentEvent.StepTaken) event))
                        .toList(),
                deployment.events().stream()
                        .filter(DeploymentEvent.Printed.class::isInstance)
                        .map(event -> DeploymentStep.Line.of((DeploymentEvent.Printed) event))
                        .toList(),
                live(state).map(live -> FunctionAnswers.Deployed.of(live, base)),
                problem(state).map(problem -> new RawValue(problem.toJson())));
    }

    static URI url(Deployment.Snapshot deployment, URI base) {
        FunctionName function = deployment.function();
        return base.resolve(
                function.namespace().path() + "/functions/" + function.name() + "/deployments/" + deployment.id());
    }

    private static String word(DeploymentState state) {
        return state instanceof DeploymentState.Running
                ? "running"
                : live(state).isPresent() ? "succeeded" : "failed";
    }

    private static Optional<Instant> endedAt(DeploymentState state) {
        return switch (state) {
            case DeploymentState.Running() -> Optional.empty();
            case DeploymentState.Ended(Instant at, DeployResult _) -> Optional.of(at);
            case DeploymentState.Failed(Instant at, Problem _) -> Optional.of(at);
        };
    }

    /** What came of one that ended well. */
    static Optional<DeployResult.Live> live(DeploymentState state) {
        return state instanceof DeploymentState.Ended(Instant _, DeployResult.Live live)
                ? Optional.of(live)
                : Optional.empty();
    }

    /** Why one ended otherwise. */
    static Optional<Problem> problem(DeploymentState state) {
        return switch (state) {
            case DeploymentState.Running() -> Optional.empty();
            case DeploymentState.Ended(Instant _, DeployResult result) -> DeployProblems.of(result);
            case DeploymentState.Failed(Instant _, Problem problem) -> Optional.of(problem);
        };
    }
}
