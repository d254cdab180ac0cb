package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import dev.sluice.cli.terminal.Terminal;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusTest {

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @BeforeEach
    void aPlatform() {
        platform.on("GET /version", Answer.json(200, "{\"version\":\"7\",\"java\":\"25\"}"))
                .on("GET /health/ready", Answer.json(200, "{\"status\":\"UP\",\"checks\":[]}"))
                .on("GET /pool", Answer.json(200, "{\"functions\":[{\"name\":\"a\",\"instances\":[{},{}]}]}"));
    }

    @Test
    void aPlatformThatIsReadyIsToldWithWhatRunsThere() {
        CommandRun run = CommandRun.of(platform, "status");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .containsExactly("Sluice 7 at " + platform.url() + " is ready", "  2 instances of 1 function");
    }

    @Test
    void aPlatformThatIsNotReadySaysWhatIsMissing() {
        platform.on(
                "GET /health/ready",
                Answer.json(
                        503,
                        "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"disk\",\"status\":\"DOWN\"},{\"name\":\"gateway\",\"status\":\"UP\"}]}"));

        CommandRun run = CommandRun.of(platform, "status");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith("Sluice 7 at " + platform.url() + " is not ready: disk\n");
        assertThat(CommandRun.of(platform, "status", "--json").out())
                .startsWith("{\"url\":\"" + platform.url() + "\",\"context\":\"\",\"version\":\"7\",\"ready\":false,");
    }

    @Test
    void aPlatformThatIsNotThereHasAnExitCodeOfItsOwn() {
        CommandRun run = CommandRun.with(Map.of("SLUICE_URL", "http://127.0.0.1:9"), Terminal.Look.PLAIN, "", "status");

        assertThat(run.exitCode()).isEqualTo(3);
    }

    @Test
    void namesForCompletionAreALineEachAndNothingElseWhateverHappens() {
        platform.on(
                "GET /functions?limit=1000", Answer.json(200, "{\"functions\":[{\"name\":\"a\"},{\"name\":\"b\"}]}"));

        assertThat(CommandRun.of(platform, "names").out()).isEqualTo("a\nb\n");
        CommandRun none = CommandRun.with(Map.of("SLUICE_URL", "http://127.0.0.1:9"), Terminal.Look.PLAIN, "", "names");
        assertThat(none).isEqualTo(new CommandRun(0, "", ""));
    }

    @Test
    void deleteIsRemove() {
        platform.on("DELETE /functions/a", Answer.none());

        assertThat(CommandRun.of(platform, "delete", "a").out()).isEqualTo("a is removed.\n");
    }
}
