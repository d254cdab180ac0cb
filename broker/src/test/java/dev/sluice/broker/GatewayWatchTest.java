package dev.sluice.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class GatewayWatchTest {

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final CountDownLatch abandoned = new CountDownLatch(1);

    @TempDir
    private Path folder;

    private GatewayWatch watch() {
        return new GatewayWatch(folder.resolve("gateways"), LOOK, GRACE, abandoned::countDown);
    }

    private boolean isAbandonedWithin(long seconds) throws InterruptedException {
        return abandoned.await(seconds, TimeUnit.SECONDS);
    }

    @Test
    void aGatewayIsSeenUntilItIsKilled() throws Exception {
        Path gateways = Files.createDirectory(folder.resolve("gateways"));
        Files.createFile(gateways.resolve("of-one-that-is-gone"));
        Process gateway = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx16m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        gateways.resolve("of-one-that-lives").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(gateway.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine()).isEqualTo("true");
            watch().start();
            assertThat(isAbandonedWithin(GRACE.toSeconds() + 1)).isFalse();
        } finally {
            gateway.destroyForcibly();
        }
        assertThat(isAbandonedWithin(60)).isTrue();
    }

    @Test
    void aFolderThatIsGoneHasNoGateway() throws Exception {
        watch().start();
        assertThat(isAbandonedWithin(60)).isTrue();
    }
}
