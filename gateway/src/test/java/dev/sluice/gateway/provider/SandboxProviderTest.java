package dev.sluice.gateway.provider;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.testkit.runner.RunnerProviderContract;

class SandboxProviderTest extends RunnerProviderContract {

    static final SandboxSettings SETTINGS = new SandboxSettings(SandboxNetwork.HOST, MemoryGroupChoice.OFF);

    @Override
    protected RunnerProvider provider() {
        assumeTrue(Programs.find("bwrap").isPresent(), "bubblewrap is not installed");
        return SandboxProvider.open(SETTINGS, (runner, line) -> {});
    }
}
