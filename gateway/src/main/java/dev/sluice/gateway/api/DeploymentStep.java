package dev.sluice.gateway.api;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.gateway.deploy.DeployStep;
import dev.sluice.gateway.deployment.DeploymentEvent.Printed;
import dev.sluice.gateway.deployment.DeploymentEvent.StepTaken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A step of a deployment as the API tells of it; the components are the members of the JSON.
 *
 * @param number its place among all events of the deployment, from 1
 * @param step one word, stable
 * @param message a few words for people
 */
record DeploymentStep(int number, String step, Instant at, String message) {

    static DeploymentStep of(StepTaken taken) {
        return new DeploymentStep(taken.number(), word(taken.step()), taken.at(), message(taken.step()));
    }

    /** A line that the code printed. */
    record Line(int number, Instant at, String line) {

        static Line of(Printed printed) {
            return new Line(printed.number(), printed.at(), printed.line());
        }
    }

    private static String word(DeployStep step) {
        return switch (step) {
            case DeployStep.Uploaded uploaded -> "uploaded";
            case DeployStep.Checked checked -> "checked";
            case DeployStep.Inspected inspected -> "inspected";
            case DeployStep.Built built -> "built";
            case DeployStep.Kept kept -> "kept";
            case DeployStep.Tried tried -> "tried";
            case DeployStep.Committed committed -> "committed";
            case DeployStep.InService service -> "in_service";
        };
    }

    private static String message(DeployStep step) {
        return switch (step) {
            case DeployStep.Uploaded(Digest code, long bytes) -> bytes + " bytes of code, " + code;
            case DeployStep.Checked() -> "the spec is valid";
            case DeployStep.Inspected(
                    RuntimeName runtime,
                    String handler,
                    List<String> detected,
                    Optional<String> reason) ->
                "runtime " + runtime + ", handler " + handler
                        + reason.map(why -> ", because " + why).orElse("")
                        + (detected.isEmpty() ? "" : " (found: " + String.join(", ", detected) + ")");
            case DeployStep.Built(String says, boolean before, Duration took) ->
                says + (before ? ", as it was before" : ", in " + took.toMillis() + " ms");
            case DeployStep.Kept(Digest code) -> "the code is kept under its digest, " + code;
            case DeployStep.Tried(String description, Duration took) ->
                "started once in " + took.toMillis() + " ms: " + description;
            case DeployStep.Committed(int version) -> "version " + version + " is written";
            case DeployStep.InService(int version) -> "version " + version + " serves";
        };
    }
}
