package dev.sluice.cli;

import dev.sluice.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** One command line that has been run, and what came of it. */
public record CommandRun(int exitCode, String out, String err) {

    /** Runs it against {@code platform} as a program would, with the token {@code t0ken}. */
    public static CommandRun of(PlatformDouble platform, String... arguments) {
        return with(Map.of("SLUICE_URL", platform.url(), "SLUICE_TOKEN", "t0ken"), Terminal.Look.PLAIN, "", arguments);
    }

    public static CommandRun with(
            Map<String, String> environment, Terminal.Look look, String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                look);
        Map<String, String> variables = new HashMap<>(Map.of("SLUICE_HOME", "/nowhere/sluice"));
        variables.putAll(environment);
        int exitCode = Main.run(terminal, variables, arguments);
        return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
