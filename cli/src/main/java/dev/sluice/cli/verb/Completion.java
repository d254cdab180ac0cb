package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes the command's words in a shell. */
@Command(
        name = "completion",
        description = {
            "Prints a completion script.",
            "bash: source <(./sluice completion)   zsh: source <(./sluice completion zsh)"
        })
public final class Completion implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "SHELL", description = "bash (default) or zsh.")
    String shell = "bash";

    @Spec
    CommandSpec spec = CommandSpec.create();

    public Completion(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        // One script serves both: in zsh it turns on the emulation of bash's completion by itself.
        if (!shell.equals("bash") && !shell.equals("zsh")) {
            throw CommandException.usage("There is completion for bash and zsh, not for " + shell + ".");
        }
        CommandLine root = spec.root().commandLine();
        session.print(AutoComplete.bash("sluice", root));
        return Exit.OK;
    }
}
