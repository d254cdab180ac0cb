package dev.sluice.cli.verb;

import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes the command's words, and the names of functions, in a shell. */
@Command(
        name = "completion",
        description = {
            "Prints a completion script, also for the names of functions and contexts.",
            "bash: source <(./sluice completion)   zsh: source <(./sluice completion zsh)   fish: ./sluice completion fish |"
                    + " source"
        })
public final class Completion implements Callable<Integer> {

    /** The verbs that are followed by the name of a function. */
    static final List<String> NAMED = List.of(
            "deploy", "set", "invoke", "call", "describe", "logs", "remove", "rm", "delete", "rollback", "deployments");

    /** What bash and zsh do beside the words that the parser knows; {@code COMP_WORDS} has the command as it was typed. */
    private static final String NAMES = """

            # Names of functions, as the platform has them that the command would go to, and of contexts.
            function _complete_sluice_names() {
              _complete_sluice
              local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} kind=
              case ${COMP_WORDS[1]} in
                VERBS) [ "$COMP_CWORD" -lt 2 ] || kind=functions ;;
                context) case ${COMP_WORDS[2]} in use | remove | rm) [ "$COMP_CWORD" -ne 3 ] || kind=contexts ;; esac ;;
              esac
              case $before in --context) kind=contexts ;; -*) kind= ;; esac
              case $word in -*) kind= ;; esac
              [ -z "$kind" ] || COMPREPLY+=($(compgen -W "$("${COMP_WORDS[0]}" names "$kind" 2>/dev/null)" -- "$word"))
            }
            complete -F _complete_sluice_names -o default sluice
            """;

    /** The shells that there are scripts for. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}. Default: bash.")
    Shell shell = Shell.bash;

    @Spec
    CommandSpec spec = CommandSpec.create();

    public Completion(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        session.print(
                switch (shell) {
                    // One script serves both: in zsh it turns on the emulation of bash's completion by itself.
                    case bash, zsh ->
                        AutoComplete.bash("sluice", root) + NAMES.replace("VERBS", String.join(" | ", NAMED));
                    case fish -> FishCompletion.of(root, NAMED);
                });
        return Exit.OK;
    }
}
