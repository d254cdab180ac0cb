package dev.sluice.gateway.deployment;

import dev.sluice.gateway.deploy.DeployStep;
import java.time.Instant;

/** What happened in a deployment, numbered from 1 without gaps. */
public sealed interface DeploymentEvent {

    int number();

    Instant at();

    record StepTaken(int number, Instant at, DeployStep step) implements DeploymentEvent {}

    record Printed(int number, Instant at, String line) implements DeploymentEvent {}
}
