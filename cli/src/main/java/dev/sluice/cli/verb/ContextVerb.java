package dev.sluice.cli.verb;

import dev.sluice.cli.api.Context;
import dev.sluice.cli.api.Contexts;
import dev.sluice.cli.api.Endpoint;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.terminal.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives platforms names, and says which of them commands go to. */
@Command(
        name = "context",
        synopsisSubcommandLabel = "(add | use | list | remove)",
        description = {
            "Gives platforms names, and says which of them commands go to.",
            "They are kept in sluice/contexts.json of your config folder, which nobody else can read. local is the platform of"
                    + " this machine."
        })
public final class ContextVerb {

    private final Session session;

    public ContextVerb(Session session) {
        this.session = session;
    }

    @Command(
            name = "add",
            description = {
                "Keeps a platform under a name: context add prod --url https://… --token-file FILE",
                "--token is kept in the file of contexts, --token-file is read each time; -N is where its functions are."
            })
    int add(
            @Parameters(paramLabel = "NAME", description = "The context.") String name,
            @Option(
                            names = "--token-file",
                            paramLabel = "FILE",
                            description = "A file with the token, which is read whenever it is needed.")
                    Optional<Path> tokenFile) {
        Context context = session.endpoint().described(name, tokenFile.map(Path::toAbsolutePath));
        Contexts contexts = session.endpoint().contexts();
        contexts.add(context);
        session.print("The context " + name + " is kept in " + contexts.file() + ". Use it: ./sluice context use "
                + name + ", or --context " + name + " for one command.");
        return Exit.OK;
    }

    @Command(name = "use", description = "Has commands go to this context from now on.")
    int use(@Parameters(paramLabel = "NAME", description = "The context, or local.") String name) {
        session.endpoint().contexts().use(name);
        session.print("Commands go to " + name + " from now on.");
        return Exit.OK;
    }

    @Command(
            name = "list",
            aliases = "ls",
            description = "Lists contexts, with a * before the one that this command would go to.")
    int list() {
        Endpoint endpoint = session.endpoint();
        List<Context> all = endpoint.contexts().all();
        String used = endpoint.context().map(Context::name).orElse(endpoint.isLocal() ? Context.LOCAL : "");
        Table table = new Table("", "NAME", "URL", "NAMESPACE", "TOKEN");
        table.row(mark(used, Context.LOCAL), Context.LOCAL, endpoint.localAddress(), "", "admin.token of the home");
        for (Context context : all) {
            table.row(
                    mark(used, context.name()),
                    context.name(),
                    context.url(),
                    context.namespace().orElse(""),
                    context.tokenFile()
                            .map(Path::toString)
                            .orElse(context.token().isPresent() ? "kept" : "none"));
        }
        table.print(session.terminal());
        return Exit.OK;
    }

    private static String mark(String used, String name) {
        return used.equals(name) ? "*" : "";
    }

    @Command(name = "remove", aliases = "rm", description = "Forgets a context.")
    int remove(@Parameters(paramLabel = "NAME", description = "The context.") String name) {
        session.endpoint().contexts().remove(name);
        session.print("The context " + name + " is removed.");
        return Exit.OK;
    }
}
