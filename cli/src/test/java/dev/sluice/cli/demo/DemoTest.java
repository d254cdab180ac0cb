package dev.sluice.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.start.Preflight;
import dev.sluice.cli.start.StandInGateway;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration against a process that stands in for the gateway. */
class DemoTest {

    private static final String EXAMPLES = """
            [{"name": "hello", "jar": "hello.jar", "description": "The smallest.", "show": "text",
              "request": {"method": "POST", "contentType": "text/plain", "bodyText": "Ada"},
              "later": {"bodyText": "{}", "mend": "decorators: [{defaults: {a: 1}}]"}},
             {"name": "picture", "jar": "hello.jar", "description": "A picture.", "spec": {"handler": "a.B", "timeout": "2s"}, "show": "bytes",
              "request": {"method": "POST", "path": "?width=320", "bodyFile": "photo.jpg"}},
             {"name": "misbehave", "jar": "hello.jar", "description": "Fails.", "expects": 502, "show": "json",
              "request": {"method": "GET", "path": "/throws"}}]""";

    @TempDir
    Path root;

    private Map<String, String> environment;

    @BeforeEach
    void install() throws IOException {
        StandInGateway.installIn(root);
        Files.createDirectories(root.resolve("examples"));
        Files.writeString(root.resolve("examples/demo.json"), EXAMPLES);
        Files.writeString(root.resolve("hello.jar"), "code");
        Files.writeString(root.resolve("photo.jpg"), "photo");
        environment = Map.of("SLUICE_ROOT", root.toString(), "SLUICE_GATEWAY_OPTS", "-Xmx32m -XX:TieredStopAtLevel=1");
    }

    private CommandRun demo(String... more) {
        String[] arguments = new String[more.length + 2];
        arguments[0] = "demo";
        arguments[1] = "--once";
        System.arraycopy(more, 0, arguments, 2, more.length);
        return CommandRun.with(environment, Terminal.Look.PLAIN, "", arguments);
    }

    @Test
    void showsEachCommandLineWithItsAnswerAndTimes() {
        int port = Preflight.freePort("127.0.0.1");
        CommandRun run = demo("--port", "" + port);
        String url = "http://127.0.0.1:" + port;
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Sluice is up at " + url, "$ TOKEN=$(cat ")
                .contains("$ curl -X PUT -F code=@hello.jar -F keepAlive=1s -H \"Authorization: Bearer $TOKEN\" " + url
                        + "/functions/hello\n    version 1 is live: demo.Hello")
                .contains("$ curl -H 'Content-Type: text/plain' -d 'Ada' " + url + "/function/hello\n    Hello, Ada!\n")
                .containsPattern(
                        "first call cold [\\d.]+ m?s \\(queue 0.2 ms, start 6.1 ms, run 0.5 ms\\), then warm [\\d.]+ ms")
                .containsPattern("hello +[\\d.]+ m?s +6.1 ms +[\\d.]+ ms +0.2 ms");
    }

    @Test
    void showsACallThatRunsLaterThroughItsDeadLetterToItsAnswer() {
        int port = Preflight.freePort("127.0.0.1");
        String url = "http://127.0.0.1:" + port;
        assertThat(demo("--port", "" + port).out()).containsPattern("""
                          \\$ curl -H 'Content-Type: application/json' -d '\\{\\}' URL/async-function/hello
                            202, kept as 01K after [\\d.]+ m?s
                          \\$ curl -H "Authorization: Bearer \\$TOKEN" 'URL/invocations/01K\\?wait=60s'
                            dead: bad_input
                          \\$ curl -X PUT -F 'spec=decorators: \\[\\{defaults: \\{a: 1\\}\\}\\]' -H "Authorization: Bearer \\$TOKEN" URL/functions/hello
                            version 1 is live, and takes it
                          \\$ curl -X POST -H "Authorization: Bearer \\$TOKEN" URL/dead-letters/01K/redrive
                            \\{"count":1\\}
                          \\$ curl -H "Authorization: Bearer \\$TOKEN" 'URL/invocations/01K\\?wait=60s'
                            succeeded: Hello, nobody!
                        """.replace("URL", url));
    }

    @Test
    void keepsWhatATerminalCannotShowAndSendsTheSpecAsFields() {
        String out = demo("--port", "" + Preflight.freePort("127.0.0.1")).out();
        assertThat(out)
                .contains("curl -X PUT -F code=@hello.jar -F keepAlive=1s -F handler=a.B -F timeout=2s -H")
                .contains("--data-binary @photo.jpg -o picture.out 'http")
                .contains("image/png, 24 B, 320 by 240 points: kept in " + root.resolve("target/demo/picture.png"));
        assertThat(root.resolve("target/demo/picture.png")).exists();
    }

    @Test
    void showsWhatAFailingFunctionAnswersAsTheExampleExpects() {
        assertThat(demo("--port", "" + Preflight.freePort("127.0.0.1")).out())
                .contains("502, as it should be:\n    Error: The function threw.\n      X: boom\n");
    }

    @Test
    void anAnswerThatIsNotExpectedIsAFailure() throws IOException {
        Files.writeString(root.resolve("examples/demo.json"), EXAMPLES.replace("\"expects\": 502, ", ""));
        CommandRun run = demo("--port", "" + Preflight.freePort("127.0.0.1"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("The function threw.");
    }

    @Test
    void takesAnotherPortIfThatOfTheDefaultIsTaken() throws IOException {
        try (ServerSocket ignored = holdDefaultPort()) {
            CommandRun run = demo();
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).containsPattern("Port 8080 is taken, so this demonstration listens on \\d+\\.");
        }
    }

    /** Whoever holds it, it is taken. */
    private static ServerSocket holdDefaultPort() throws IOException {
        try {
            return new ServerSocket(8080, 1, InetAddress.getByName("127.0.0.1"));
        } catch (java.net.BindException e) {
            return new ServerSocket(0);
        }
    }

    @Test
    void aPortThatWasAskedForAndIsTakenIsAnError() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            CommandRun run = demo("--port", "" + taken.getLocalPort());
            assertThat(run.exitCode()).isEqualTo(5);
            assertThat(run.err()).contains("Error: Port " + taken.getLocalPort() + " is taken: ");
        }
    }

    @Test
    void aGatewayThatEndsAtItsStartIsToldWithItsLastWords() {
        environment = Map.of("SLUICE_ROOT", root.toString(), "SLUICE_GATEWAY_OPTS", "-Dstand-in.fails=true");
        CommandRun run = demo("--port", "" + Preflight.freePort("127.0.0.1"));
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .contains(
                        "The gateway ended while it started, with exit code 3:\nThe home folder is used by another gateway.");
    }

    @Test
    void theHomeIsTemporaryUnlessOneIsGiven(@TempDir Path home) {
        String out = demo("--port", "" + Preflight.freePort("127.0.0.1")).out();
        Path temporary = Path.of(out.substring(out.indexOf("$(cat ") + 6, out.indexOf("/admin.token)")));
        assertThat(temporary).doesNotExist();
        demo("--port", "" + Preflight.freePort("127.0.0.1"), "--home", home.toString());
        assertThat(home.resolve("admin.token")).exists();
        assertThat(home.resolve("gateway.log"))
                .content()
                .contains("runtimes: " + root.resolve("function-runtime/java/target/runtime"));
    }

    @Test
    void aBrokenListOfExamplesIsOneSentence() throws IOException {
        Files.writeString(root.resolve("examples/demo.json"), EXAMPLES.replace("photo.jpg", "missing.jpg"));
        CommandRun run = demo();
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .contains("The list of examples in ", "is broken: there is no " + root.resolve("missing.jpg"));
    }

    @Test
    void staysUpUntilItIsToldToEndAndLeavesNothingBehind() throws Exception {
        int port = Preflight.freePort("127.0.0.1");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sluice.cli.Main",
                "demo",
                "--port",
                "" + port);
        builder.environment().putAll(environment);
        Process demo = builder.redirectErrorStream(true).start();
        StringBuilder out = new StringBuilder();
        for (String line = demo.inputReader().readLine();
                !line.contains("/docs");
                line = demo.inputReader().readLine()) {
            out.append(line).append('\n');
        }
        String home = out.substring(out.indexOf("SLUICE_HOME=") + 12)
                .lines()
                .findFirst()
                .orElseThrow();
        assertThat(out).contains("It stays up until Ctrl-C.", "export SLUICE_URL=http://127.0.0.1:" + port);
        assertThat(Path.of(home, "admin.token")).exists();

        // The process itself would close the pipes that are read below.
        demo.toHandle().destroy();
        assertThat(demo.inputReader().lines()).as("no error is told").isEmpty();
        assertThat(demo.waitFor()).as("done, or ended by the signal").isIn(0, 143);
        assertThat(Path.of(home)).doesNotExist();
        assertThat(Preflight.isFree("127.0.0.1", port)).isTrue();
    }
}
