package dev.sluice.gateway.deploy;

import dev.sluice.core.function.AllowedUpstreams;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.gateway.artifact.ArchiveLimits;
import java.time.Duration;
import java.util.Set;

/**
 * What deploying is bound by.
 *
 * @param runtimes those that this platform has
 * @param keepVersions how many versions of a function are kept, 1 to 1,000
 * @param patience how long a deployment waits for another one of the same function, and for its trial
 * @param upstreams the hosts that specs may name as upstreams
 */
public record DeploySettings(
        Set<RuntimeName> runtimes,
        int keepVersions,
        Duration patience,
        ArchiveLimits limits,
        AllowedUpstreams upstreams) {

    public static final RuntimeName JAVA = new RuntimeName("java25");

    /** One that allows all upstreams. */
    public DeploySettings(Set<RuntimeName> runtimes, int keepVersions, Duration patience, ArchiveLimits limits) {
        this(runtimes, keepVersions, patience, limits, AllowedUpstreams.ALL);
    }

    public DeploySettings {
        runtimes = Set.copyOf(runtimes);
        if (keepVersions < 1 || keepVersions > 1_000) {
            throw new IllegalArgumentException("keep-versions is " + keepVersions + ": allowed is 1 to 1000");
        }
    }
}
