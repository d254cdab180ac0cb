package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration, as a newcomer sees it first. */
class DemoTest {

    @TempDir
    private Path folder;

    @Test
    void endsWellAndItsGatewayComplainsOfNothing() throws Exception {
        Path home = folder.resolve("home");
        ProcessBuilder command = new ProcessBuilder(SluiceCommand.line(
                "demo", "--once", "--port", Integer.toString(Gateway.freePort()), "--home", home.toString()));
        command.environment().put("SLUICE_ROOT", Gateway.ROOT.toString());

        ProgramRun demo = ProgramRun.of(command, Duration.ofMinutes(4));

        assertThat(demo.exitCode()).as(demo.out()).isZero();
        assertThat(demo.out()).contains("    dead: bad_input", "    succeeded: {");
        new GatewayLog(home.resolve("gateway.log")).assertQuiet();
    }
}
