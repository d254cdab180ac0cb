package dev.sluice.cli.api;

import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An expected end of the command: a sentence for people, and an exit code. */
public class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    public CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** For a command line that is wrong in a way its grammar does not show. */
    public static CommandException usage(String message) {
        return new CommandException(Exit.USAGE, message);
    }

    /** For a machine that lacks something. */
    public static CommandException machine(String message) {
        return new CommandException(Exit.MACHINE, message);
    }

    /** For a file of the user's that cannot be read. */
    public static CommandException unreadable(Path file, IOException cause) {
        return machine("Cannot read " + file + ": "
                + (Files.exists(file)
                        ? "it is not readable for this user (" + cause.getMessage() + ")."
                        : "there is no such file."));
    }

    public int exitCode() {
        return exitCode;
    }

    /** The sentence, which steers no terminal, whatever it is about. */
    public String sentence() {
        String message = getMessage();
        return message == null ? "" : Terminal.harmlessLines(message);
    }
}
