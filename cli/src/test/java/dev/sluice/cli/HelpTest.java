package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

    private static CommandRun run(String... arguments) {
        return CommandRun.with(Map.of(), Terminal.Look.PLAIN, "", arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "up",
                "new",
                "deploy",
                "dev",
                "set",
                "invoke",
                "invocations",
                "dead-letters",
                "triggers",
                "list",
                "apply",
                "get",
                "schema",
                "describe",
                "logs",
                "remove",
                "rollback",
                "deployments",
                "secret",
                "token",
                "decorators",
                "topics",
                "graph",
                "events",
                "top",
                "version",
                "test",
                "bench",
                "completion"
            })
    void everyVerbIsInTheHelpAndHasHelpOfItsOwn(String verb) {
        assertThat(run("--help").out()).containsPattern("(?m)^  " + verb + "\\b");
        CommandRun own = run(verb, "--help");
        assertThat(own.exitCode()).isZero();
        assertThat(own.out()).contains("Usage: sluice " + verb);
    }

    @Test
    void withoutAVerbTheHelpIsShownAsAnError() {
        CommandRun run = run();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Usage: sluice", "./sluice demo");
    }

    @Test
    void verbsOfTheLauncherSayThatItDoesThem() {
        CommandRun run = run("--json", "test");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Put the verb first, as in ./sluice test");
    }

    @Test
    void theCompletionScriptIsGoodBashAndCompletesVerbsAndOptions(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path script = Files.writeString(
                folder.resolve("completion"), run("completion").out());
        assertThat(bash("-n", script.toString())).isEqualTo("0:");
        assertThat(complete(script, "sluice", "des")).isEqualTo("0:describe\n");
        assertThat(complete(script, "sluice", "deploy", "--mem")).isEqualTo("0:--memory\n");
    }

    @Test
    void thereIsNoCompletionForOtherShells() {
        CommandRun run = run("completion", "fish");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("There is completion for bash and zsh, not for fish.");
    }

    /** What bash offers for the last of {@code words}. */
    private static String complete(Path script, String... words) throws IOException, InterruptedException {
        return bash(
                "-c",
                // Works only while the shell itself completes; it is about blanks and no words.
                "compopt() { :; }; . " + script + "; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD="
                        + (words.length - 1)
                        + "; COMP_LINE='" + String.join(" ", words)
                        + "'; COMP_POINT=${#COMP_LINE}; _complete_sluice; printf '%s\\n' \"${COMPREPLY[@]}\"");
    }

    private static String bash(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("bash", "--norc"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + ":" + out;
    }
}
