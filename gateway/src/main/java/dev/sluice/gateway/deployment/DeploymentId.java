package dev.sluice.gateway.deployment;

import dev.sluice.core.invocation.InvocationId;

/** The id of one deployment: a ULID, as those of invocations, so that ids sort by time. */
public record DeploymentId(String value) {

    static DeploymentId next(long epochMillis) {
        return new DeploymentId(InvocationId.next(epochMillis).value());
    }

    @Override
    public String toString() {
        return value;
    }
}
