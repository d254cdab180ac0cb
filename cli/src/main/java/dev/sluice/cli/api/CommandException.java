package dev.sluice.cli.api;

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

    public int exitCode() {
        return exitCode;
    }

    /** The sentence. */
    public String sentence() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
