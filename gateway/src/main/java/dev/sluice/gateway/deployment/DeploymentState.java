package dev.sluice.gateway.deployment;

import dev.sluice.core.problem.Problem;
import dev.sluice.gateway.deploy.DeployResult;
import java.time.Instant;

/** Where a deployment stands. */
public sealed interface DeploymentState {

    /** It is under way. */
    record Running() implements DeploymentState {}

    /** It has ended; {@code result} says whether the version serves. */
    record Ended(Instant at, DeployResult result) implements DeploymentState {}

    /** It broke off, as for a disk that is full or a gateway that ends. */
    record Failed(Instant at, Problem problem) implements DeploymentState {}
}
