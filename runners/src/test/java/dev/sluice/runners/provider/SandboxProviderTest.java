package dev.sluice.runners.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.process.SystemPrograms;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.testkit.runner.RunnerPlace;
import dev.sluice.testkit.runner.RunnerProviderContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxProviderTest extends RunnerProviderContract {

    static final SandboxSettings SETTINGS = new SandboxSettings(SandboxNetwork.HOST, MemoryGroupChoice.OFF);

    @Override
    protected RunnerProvider provider() {
        assumeTrue(SystemPrograms.find("bwrap").isPresent(), "bubblewrap is not installed");
        return SandboxProvider.open(SETTINGS, (runner, line) -> {});
    }

    /** Neither through the one that it may use nor beside it can it reach another runner's. */
    @Test
    void aSandboxSeesItsOwnSocketAndNoOther(@TempDir Path root) throws Exception {
        try (RunnerPlace place = new RunnerPlace(root);
                RunnerProvider sandboxes = provider()) {
            RunnerOrder order = place.order(place.runtime("ls \"$(dirname \"$SLUICE_SOCKET\")\"/*.sock >seen"));
            Files.createFile(Path.of(order.address().toString()).resolveSibling("other.sock"));
            sandboxes.start(order).exited().toCompletableFuture().get(30, TimeUnit.SECONDS);

            assertThat(order.workFolder().resolve("seen")).hasContent(order.address() + "\n");
        }
    }
}
