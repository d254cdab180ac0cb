package dev.sluice.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RehearsalTest {

    @TempDir
    private Path folder;

    /** It waits for a controller that is nowhere, so that it has no end of its own. */
    private Path properties() throws Exception {
        return Files.writeString(folder.resolve("server.properties"), """
                process.roles=broker
                node.id=1
                controller.quorum.voters=2@127.0.0.1:1
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://127.0.0.1:0
                log.dirs=%s
                """.formatted(folder.resolve("data")));
    }

    @Test
    void endsWithWhoeverStartedIt() throws Exception {
        // The path of classes is too long for a command line of a shell in some places, so it is handed over as a
        // variable.
        ProcessBuilder command = new ProcessBuilder(
                "sh",
                "-c",
                "\"$JAVA\" -Xmx64m -XX:TieredStopAtLevel=1 -Dsluice.broker.log=\"$LOG\" dev.sluice.broker.BrokerMain rehearse \"$FILE\" & echo $!; wait");
        command.environment()
                .put(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        command.environment().put("LOG", folder.resolve("broker.log").toString());
        command.environment().put("FILE", properties().toString());
        Process gateway = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(gateway.getInputStream(), StandardCharsets.UTF_8))) {
            ProcessHandle rehearsal =
                    ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            try {
                while (!Files.exists(folder.resolve("data/meta.properties"))) {
                    assertThat(rehearsal.isAlive()).isTrue();
                    Waiting.pause(Duration.ofMillis(50));
                }
                gateway.destroyForcibly();
                rehearsal.onExit().get(60, TimeUnit.SECONDS);
            } finally {
                rehearsal.destroyForcibly();
            }
        } finally {
            gateway.destroyForcibly();
        }
    }
}
