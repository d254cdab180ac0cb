package dev.sluice.gateway.deployment;

/** Whether a deployment was started. */
public sealed interface Admission {

    record Started(Deployment deployment) implements Admission {}

    /** As many as allowed are under way. */
    record TooMany(int most) implements Admission {}

    /** The gateway ends. */
    record ShuttingDown() implements Admission {}
}
