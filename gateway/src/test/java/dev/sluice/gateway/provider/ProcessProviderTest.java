package dev.sluice.gateway.provider;

import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.testkit.runner.RunnerProviderContract;

class ProcessProviderTest extends RunnerProviderContract {

    @Override
    protected RunnerProvider provider() {
        return Providers.named("process", SandboxSettings.DEFAULT, (runner, line) -> {});
    }

    @Override
    protected boolean isolates() {
        return false;
    }
}
