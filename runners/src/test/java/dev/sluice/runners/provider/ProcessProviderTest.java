package dev.sluice.runners.provider;

import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.testkit.runner.RunnerProviderContract;

class ProcessProviderTest extends RunnerProviderContract {

    @Override
    protected RunnerProvider provider() {
        return new ProcessProvider((runner, line) -> {});
    }

    @Override
    protected boolean isolates() {
        return false;
    }
}
