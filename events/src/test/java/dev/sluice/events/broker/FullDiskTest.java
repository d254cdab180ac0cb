package dev.sluice.events.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.events.broker.KafkaCluster.State;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Needs leave to mount a file system in memory: skipped without it. */
@Timeout(300)
class FullDiskTest {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int CHUNK = 64 * 1024;

    @TempDir
    private Path folder;

    private Path disk = Path.of("");

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()), "no leave to mount");
    }

    @AfterEach
    void unmount() throws Exception {
        if (Files.exists(disk.resolve("kafka"))) {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] chunk = new byte[CHUNK];
            while (true) {
                out.write(chunk);
            }
        } catch (IOException full) {
            assertThat(Files.getFileStore(disk).getUsableSpace()).isLessThan(CHUNK);
        }
    }

    @Test
    void aFullDiskIsToldAndWithRoomTheBrokerComesBackWithAllThatWasAcknowledged() throws Exception {
        try (OwnBroker broker = new OwnBroker(BrokerFixture.settings(disk.resolve("kafka")))) {
            broker.ready(SOON).toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
            Records records = new Records(broker, "orders");
            records.makeTopic();
            records.write(0, 20);
            Path filler = disk.resolve("filler");
            fill(filler);
            ProcessHandle.of(broker.report().pid().orElseThrow()).orElseThrow().destroyForcibly();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(broker.state())
                            .isEqualTo(
                                    new State.Away("The broker has ended, because the disk of " + disk.resolve("kafka")
                                            + " is full. Make room there: nothing that was acknowledged is lost. The platform tries to start"
                                            + " it again.")));
            Files.delete(filler);
            await().atMost(SOON).until(() -> broker.state() instanceof State.Ready);
            assertThat(records.read(20)).hasSize(20);
        }
    }
}
