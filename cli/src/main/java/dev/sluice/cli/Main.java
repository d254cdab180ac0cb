package dev.sluice.cli;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.ProblemException;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The entry point: puts the verbs together, runs one, and tells how it ended. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // An exit would first set up logging to say that it happens; what must be closed has been.
        Runtime.getRuntime().halt(run(Terminal.ofProcess(System.getenv()), System.getenv(), arguments));
    }

    /** Runs one command line and returns its exit code. */
    public static int run(Terminal terminal, Map<String, String> environment, String... arguments) {
        Sluice root = new Sluice(environment);
        Session session = new Session(root.endpoint, terminal);
        CommandLine command = new CommandLine(root);
        Verbs.of(session).addTo(command, arguments);
        command.setOut(new PrintWriter(terminal.out(), true))
                .setErr(new PrintWriter(terminal.err(), true))
                // An @ begins the name of a file whose content is the body, and not one that holds more arguments.
                .setExpandAtFiles(false)
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(terminal.look().colour() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(Math.min(140, Math.max(80, terminal.look().width())))
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler((exception, line, result) -> tell(exception, session));
        int exitCode = command.execute(helped(arguments));
        terminal.out().flush();
        terminal.err().flush();
        return exitCode;
    }

    /** {@code help VERB} is {@code VERB --help}. */
    private static String[] helped(String[] arguments) {
        return arguments.length > 0 && arguments[0].equals("help")
                ? Stream.concat(Stream.of(arguments).skip(1), Stream.of("--help"))
                        .toArray(String[]::new)
                : arguments;
    }

    private static int tell(Exception exception, Session session) throws Exception {
        Terminal terminal = session.terminal();
        terminal.out().flush();
        return switch (exception) {
            case ProblemException refused -> {
                if (session.json() && !refused.problem().doc().names().isEmpty()) {
                    session.note(refused.problem().body().strip());
                } else {
                    refused.problem().lines(terminal).forEach(session::note);
                }
                if (refused.exitCode() == Exit.DENIED) {
                    session.note("  Set SLUICE_TOKEN or SLUICE_HOME; for a function with access: token, add --auth.");
                }
                yield refused.exitCode();
            }
            case CommandException expected -> {
                session.note(terminal.red("Error: ") + expected.sentence());
                yield expected.exitCode();
            }
            default -> throw exception;
        };
    }
}
