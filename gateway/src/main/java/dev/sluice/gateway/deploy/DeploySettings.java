package dev.sluice.gateway.deploy;

import dev.sluice.builder.build.Builds;
import dev.sluice.builder.build.SourceBuilds;
import dev.sluice.core.function.AllowedUpstreams;
import dev.sluice.gateway.egress.Environments;
import java.time.Duration;
import java.util.Optional;

/**
 * What deploying is bound by.
 *
 * @param runtimes those that this platform has
 * @param keepVersions how many versions of a function are kept, 1 to 1,000
 * @param patience how long a deployment waits for another one of the same function, and for its trial
 * @param upstreams the hosts that specs may name as upstreams
 * @param environments by which service brokers choose their address
 * @param reached whether instances reach this gateway over the network
 * @param builds makes what folders depend on; empty: they have to bring it
 * @param sources compiles single source files; empty: they are refused
 * @param projects builds projects; empty: they are refused
 */
public record DeploySettings(
        CodeRuntimes runtimes,
        int keepVersions,
        Duration patience,
        AllowedUpstreams upstreams,
        Environments environments,
        boolean reached,
        Optional<Builds> builds,
        Optional<SourceBuilds> sources,
        Optional<ProjectBuilds> projects) {

    /** One that allows all upstreams, builds and compiles nothing. */
    public DeploySettings(CodeRuntimes runtimes, int keepVersions, Duration patience) {
        this(
                runtimes,
                keepVersions,
                patience,
                AllowedUpstreams.ALL,
                Environments.DEFAULT,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public DeploySettings {
        if (keepVersions < 1 || keepVersions > 1_000) {
            throw new IllegalArgumentException("keep-versions is " + keepVersions + ": allowed is 1 to 1000");
        }
    }
}
