package dev.sluice.gateway.provider;

import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.testkit.runner.RunnerProviderContract;

class SandboxProviderTest extends RunnerProviderContract {

    @Override
    protected RunnerProvider provider() {
        return Providers.named("sandbox", new SandboxSettings(SandboxNetwork.HOST, "off"), (runner, line) -> {});
    }
}
