package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration, as a newcomer sees it first. */
class DemoTest {

    @TempDir
    private Path folder;

    @Test
    void endsWellAndItsGatewayComplainsOfNothing() throws Exception {
        Path home = folder.resolve("home");
        Path out = folder.resolve("out");
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        Gateway.ROOT.resolve("cli/target/sluice-cli.jar").toString(),
                        "demo",
                        "--once",
                        "--port",
                        Integer.toString(Gateway.freePort()),
                        "--home",
                        home.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        command.environment().put("SLUICE_ROOT", Gateway.ROOT.toString());
        Process demo = command.start();
        try {
            assertThat(demo.waitFor(240, TimeUnit.SECONDS)).as("it has ended").isTrue();
        } finally {
            demo.destroy();
        }

        assertThat(demo.exitValue()).as(new GatewayLog(out).text()).isZero();
        assertThat(out).content().contains("    dead: bad_input", "    succeeded: {");
        new GatewayLog(home.resolve("gateway.log")).assertQuiet();
    }
}
