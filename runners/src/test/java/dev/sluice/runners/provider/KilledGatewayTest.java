package dev.sluice.runners.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.testkit.runner.Machine;
import dev.sluice.testkit.runner.RunnerPlace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java runner as it is built, under each provider; and what is left when a gateway is killed. */
@Timeout(120)
class KilledGatewayTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"process", "sandbox"})
    void theJavaRunnerSaysHello(String provider) throws Exception {
        Path runtime = javaRuntime();
        try (RunnerPlace place = new RunnerPlace(folder);
                RunnerProvider runners =
                        Providers.named(provider, SandboxProviderTest.SETTINGS, (runner, line) -> {})) {
            RunnerOrder order = place.order(runtime);
            var coming = place.nextGuest();
            runners.start(order);
            try (var guest = coming.get(60, TimeUnit.SECONDS)) {
                assertThat(guest.frame()).isInstanceOfSatisfying(Frame.Hello.class, hello -> {
                    assertThat(hello.token()).isEqualTo(order.token());
                    assertThat(hello.runtime()).isEqualTo("java25");
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "sandbox"})
    void aKilledGatewayLeavesNoRunnerAndNoSidecarNotEvenOneThatHangs(String provider) throws Exception {
        try (RunnerPlace scripts = new RunnerPlace(Files.createDirectory(folder.resolve("scripts")))) {
            Path home = Files.createDirectory(folder.resolve("home"));
            Path hanging = scripts.runtime("exec sleep 1000");
            Process owner = owner(home, provider, hanging, javaRuntime());
            try (BufferedReader output =
                    new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(output.readLine()).isEqualTo("started");
                await().atMost(SOON).until(() -> left(home) >= 4);
            } finally {
                owner.destroyForcibly();
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(left(home)).isZero());
        }
    }

    private static int left(Path home) throws IOException {
        int left = 0;
        for (String folder : List.of("work1", "work1.code", "work2", "work2.code")) {
            left += Machine.processesIn(home.resolve(folder)).size();
        }
        return left;
    }

    private static Process owner(Path home, String provider, Path... runtimes) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ProviderOwner.class.getName(),
                home.toString(),
                provider));
        for (Path runtime : runtimes) {
            command.add(runtime.toString());
        }
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Path javaRuntime() {
        Path runtime = Path.of(System.getProperty("sluice.root"), "function-runtime/java/target/runtime");
        assumeTrue(Files.exists(runtime.resolve("start")), "the Java runner is not built");
        return runtime;
    }
}
