package dev.sluice.runners.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.testkit.runner.RunnerPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** With the kernel's own groups, in the one that {@code SLUICE_TEST_CGROUP} names: it must be given to whoever runs this. */
@EnabledIfEnvironmentVariable(named = "SLUICE_TEST_CGROUP", matches = "/.+")
class MemoryLimitTest {

    private static final Path GROUP = Path.of(System.getenv().getOrDefault("SLUICE_TEST_CGROUP", "/"));

    @TempDir
    private Path folder;

    @Test
    void aRunnerThatNeedsMoreThanItMayIsKilledAndItsGroupIsRemoved() throws Exception {
        SandboxSettings settings = new SandboxSettings(SandboxNetwork.NONE, GROUP.toString());
        try (RunnerPlace place = new RunnerPlace(folder);
                RunnerProvider provider = SandboxProvider.open(settings, (runner, line) -> {})) {
            RunnerOrder order = place.order(place.runtime("exec dd if=/dev/zero of=/dev/null bs=1G count=2"));
            RunnerExit exit =
                    provider.start(order).exited().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThat(exit.outOfMemory()).isTrue();
            assertThat(exit.description()).isEqualTo("signal 9 (SIGKILL)");
        }
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            try (var groups = Files.newDirectoryStream(
                    GROUP, "sluice-" + ProcessHandle.current().pid() + "-*")) {
                assertThat(groups).isEmpty();
            }
        });
    }
}
