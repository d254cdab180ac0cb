package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.PlatformDouble.Answer;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorsTest {

    private static final String INVALID = """
            {"title":"The spec is not valid","status":400,"detail":"2 things in the spec of 'hello' must be changed.","component":"gateway",\
            "reason":"invalid_spec","violations":[{"path":"memory","message":"memory is 1Mi, which is out of bounds","allowed":"128Mi to 16Gi"},\
            {"path":"memroy","message":"unknown key 'memroy'"}]}""";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @Test
    void aRefusalShowsEachWrongPlaceAndWhatIsAllowed() {
        platform.on("GET /functions/hello", Answer.problem(400, INVALID));
        CommandRun run = CommandRun.of(platform, "describe", "hello");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .containsExactly(
                        "Error: 2 things in the spec of 'hello' must be changed.",
                        "  memory: memory is 1Mi, which is out of bounds (allowed: 128Mi to 16Gi)",
                        "  memroy: unknown key 'memroy'",
                        "  (gateway, invalid_spec, 400)");
    }

    @Test
    void aRefusalIsGivenToProgramsAsItCame() {
        platform.on("GET /functions/hello", Answer.problem(400, INVALID));
        assertThat(CommandRun.of(platform, "describe", "hello", "--json").err().strip())
                .isEqualTo(INVALID);
    }

    @Test
    void aWrongTokenHasItsOwnExitCodeAndAHint() {
        platform.on(
                "GET /functions",
                Answer.problem(
                        401,
                        "{\"detail\":\"The token is wrong.\",\"component\":\"gateway\",\"reason\":\"wrong_token\"}"));
        CommandRun run = CommandRun.of(platform, "list");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("The token is wrong.", "Set SLUICE_TOKEN or SLUICE_HOME");
    }

    @Test
    void nobodyThereIsOneSentenceThatSaysWhatToDo() {
        platform.close();
        CommandRun run = CommandRun.of(platform, "list");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err().strip())
                .isEqualTo("Error: Sluice is not running at " + platform.url() + ": start it with ./sluice up.");
    }

    @Test
    void anotherServerIsRecognised() {
        platform.on("GET /functions", Answer.text("<html>Welcome to nginx"));
        CommandRun run = CommandRun.of(platform, "list");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("is not Sluice", "check --url or SLUICE_URL");
    }

    @Test
    void anErrorOfAnotherServerIsShownAsItIs() {
        platform.on("GET /functions", new Answer(502, "text/html", "<h1>Bad gateway</h1>".getBytes(), Map.of()));
        CommandRun run = CommandRun.of(platform, "list");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("The answer was 502: <h1>Bad gateway</h1>");
    }

    @Test
    void aBrokenUrlIsAUsageError() {
        CommandRun run = CommandRun.of(platform, "list", "--url", "localhost:8080");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("'localhost:8080' is no URL of a platform: write it as in http://127.0.0.1:8080");
    }

    @Test
    void theUrlIsMadeOfHostAndPortOfTheEnvironment() {
        platform.on("GET /functions", Answer.json(200, "{\"functions\":[]}"));
        String port = platform.url().substring(platform.url().lastIndexOf(':') + 1);
        CommandRun run =
                CommandRun.with(Map.of("SLUICE_HOST", "0.0.0.0", "SLUICE_PORT", port), Terminal.Look.PLAIN, "", "list");
        assertThat(run.exitCode()).isZero();
        assertThat(platform.last().headers()).containsEntry("Host", "127.0.0.1:" + port);
    }

    @Test
    void theTokenIsReadFromTheHome(@TempDir Path home) throws IOException {
        platform.on("GET /functions", Answer.json(200, "{\"functions\":[]}"));
        Files.writeString(home.resolve("admin.token"), "from-home\n");
        CommandRun.with(
                Map.of("SLUICE_URL", platform.url(), "SLUICE_HOME", home.toString()), Terminal.Look.PLAIN, "", "list");
        assertThat(platform.last().headers()).containsEntry("Authorization", "Bearer from-home");
    }

    @Test
    void anUnknownVerbIsAUsageErrorWithASuggestion() {
        CommandRun run = CommandRun.of(platform, "deplyo");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("deplyo", "deploy");
    }

    @Test
    void aUsageErrorEndsWithTheLineThatMatters() {
        CommandRun run = CommandRun.of(platform, "deploy", "hello", "--env", "A");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines().toList().getLast())
                .isEqualTo("Error: The value of option '--env' should be in KEY=VALUE format but was A.");
        assertThat(run.err()).contains("Usage: sluice deploy");
        assertThat(CommandRun.of(platform, "describe").err().lines().toList().getLast())
                .isEqualTo("Error: Missing required parameter: 'NAME'.");
        assertThat(CommandRun.of(platform, "deploy", "hello", "--memroy", "1Gi")
                        .err()
                        .lines()
                        .toList()
                        .getLast())
                .startsWith("Error: Unknown option");
    }

    @Test
    void aFileThatIsToBeDeployedAndIsNotThereIsToldAsOne() {
        CommandRun run = CommandRun.of(platform, "deploy", "nowhere/hello.mjs");
        assertThat(run.exitCode()).isEqualTo(Exit.MACHINE);
        assertThat(run.err()).isEqualTo("Error: There is no file or folder nowhere/hello.mjs.\n");
    }

    @Test
    void aFileThatIsTakenForTheNameOfAFunctionIsToldHowToDeployIt() {
        CommandRun run = CommandRun.with(Map.of(), Terminal.Look.PLAIN, "", "deploy", "src");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "'src' is taken for the name of a function, and nothing is to change in it. What lies here by that"
                                + " name is deployed as ./src: ./sluice deploy ./src.");
    }

    @Test
    void aMissingNameIsAUsageError() {
        CommandRun run = CommandRun.of(platform, "describe");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Missing required parameter: 'NAME'");
    }

    @Test
    void colourIsUsedOnlyWhereItIsUnderstood() {
        platform.on("GET /functions/hello", Answer.problem(400, INVALID));
        Map<String, String> environment = Map.of("SLUICE_URL", platform.url());
        assertThat(CommandRun.with(environment, Terminal.Look.PLAIN, "", "describe", "hello")
                        .err())
                .doesNotContain("\u001b");
        assertThat(CommandRun.with(environment, new Terminal.Look(true, true, 80), "", "describe", "hello")
                        .err())
                .contains("\u001b[31mError: \u001b[0m");
    }
}
