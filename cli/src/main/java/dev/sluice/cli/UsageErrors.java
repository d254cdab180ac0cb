package dev.sluice.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what is wrong with a command line: first how the verb is used, and last, where it is seen, the one line that matters. */
final class UsageErrors implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            command.usage(err, command.getColorScheme());
        }
        err.println();
        err.println(command.getColorScheme().errorText("Error: " + sentence(e)));
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** The parser's own words say "option" twice, and not how a value is written. */
    private static String sentence(ParameterException e) {
        String message = String.valueOf(e.getMessage())
                .replace("Value for option option", "The value of option")
                .replaceAll(" \\([^)]*\\) should be in", " should be in");
        return message.endsWith(".") ? message : message + ".";
    }
}
