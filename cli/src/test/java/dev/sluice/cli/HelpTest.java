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
                "down",
                "status",
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
                "image",
                "secret",
                "token",
                "decorators",
                "context",
                "own",
                "topics",
                "graph",
                "queue",
                "cost",
                "events",
                "top",
                "stragglers",
                "version",
                "test",
                "bench",
                "release",
                "completion"
            })
    void everyVerbIsInTheHelpAndHasHelpOfItsOwn(String verb) {
        assertThat(run("--help").out()).containsPattern("(?m)^  " + verb + "\\b");
        CommandRun own = run(verb, "--help");
        assertThat(own.exitCode()).isZero();
        assertThat(own.out()).contains("Usage: sluice " + verb);
    }

    @Test
    void helpIsAVerbTooForWhoeverBeginsWithIt() {
        assertThat(run("help")).isEqualTo(run("--help"));
        assertThat(run("help", "secret", "set")).isEqualTo(run("secret", "set", "--help"));
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
    void namesOfFunctionsAndContextsAreCompletedByTheCommandItself(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path script = Files.writeString(
                folder.resolve("completion"), run("completion", "zsh").out());
        Path command = Files.writeString(
                folder.resolve("sluice"),
                "#!/bin/sh\n[ $2 = contexts ] && echo prod || printf 'greet\\ngrow\\nshop\\n'\n");
        assertThat(command.toFile().setExecutable(true)).isTrue();

        assertThat(complete(script, command.toString(), "invoke", "gr")).isEqualTo("0:greet\ngrow\n");
        assertThat(complete(script, command.toString(), "remove", "shop", "gre"))
                .isEqualTo("0:greet\n");
        assertThat(complete(script, command.toString(), "context", "use", "pr")).isEqualTo("0:prod\n");
        assertThat(complete(script, command.toString(), "list", "--context", "pr"))
                .isEqualTo("0:prod\n");
        assertThat(complete(script, command.toString(), "list", "gr").strip()).isEqualTo("0:");
    }

    @Test
    void eachVerbThatIsCompletedWithNamesExists() {
        String all = run("--help").out();
        for (String verb :
                List.of("deploy", "set", "invoke", "describe", "logs", "remove", "rollback", "deployments")) {
            assertThat(all).containsPattern("(?m)^  " + verb + "\\b");
        }
    }

    @Test
    void fishIsToldTheVerbsTheirOptionsAndWhereNamesAre() {
        assertThat(run("completion", "fish").out().lines())
                .allMatch(line -> line.startsWith("complete -c sluice "))
                .contains(
                        "complete -c sluice -n '__fish_seen_subcommand_from logs' -s f -l follow -d 'Goes on with each new line,"
                                + " until Ctrl-C.'",
                        "complete -c sluice -n '__fish_seen_subcommand_from graph' -l mermaid -d 'As a flowchart in Mermaid, for pages"
                                + " that draw it.'",
                        "complete -c sluice -n '__fish_seen_subcommand_from context; and not __fish_seen_subcommand_from add list ls"
                                + " remove rm use' -a remove -d 'Forgets a context.'")
                .anyMatch(line -> line.matches(".* deploy set invoke .*-a '\\(sluice names 2>/dev/null\\)'"));
    }

    @Test
    void thereIsNoCompletionForOtherShells() {
        CommandRun run = run("completion", "tcsh");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("expected one of [bash, zsh, fish]", "tcsh");
    }

    /** What bash offers for the last of {@code words}. */
    private static String complete(Path script, String... words) throws IOException, InterruptedException {
        return bash(
                "-c",
                // Works only while the shell itself completes; it is about blanks and no words.
                "compopt() { :; }; . " + script + "; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD="
                        + (words.length - 1)
                        + "; COMP_LINE='" + String.join(" ", words)
                        + "'; COMP_POINT=${#COMP_LINE}; complete=$(complete -p sluice); f=${complete#*-F }; ${f%% *}; printf '%s\\n' \"${COMPREPLY[@]}\"");
    }

    private static String bash(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("bash", "--norc"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + ":" + out;
    }
}
