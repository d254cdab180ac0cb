package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Multipart;
import dev.sluice.cli.http.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes single keys of a function's spec; its code and all other keys stay. */
@Command(
        name = "set",
        description = {
            "Changes single keys of a function's spec, as a new version with the same code.",
            "Keys: those of a spec, such as memory, timeout, access, maxInstances; env.KEY, secret.KEY, label.KEY."
        })
public final class SetVerb implements Callable<Integer> {

    private final Session session;

    @Parameters(index = "0", paramLabel = "NAME", description = "The function.")
    String name = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "KEY=VALUE",
            description = "Such as memory=512Mi or env.GREETING=hi.")
    Map<String, String> fields = new LinkedHashMap<>();

    @Option(
            names = {"-u", "--unset"},
            paramLabel = "KEY",
            description = "A key that is to be as usual again, or not set any more; may be given again.")
    List<String> unset = new ArrayList<>();

    public SetVerb(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (fields.isEmpty() && unset.isEmpty()) {
            throw CommandException.usage("Say what to change: KEY=VALUE, as in memory=512Mi, or --unset KEY.");
        }
        Multipart parts = new Multipart();
        if (!unset.isEmpty()) {
            parts.field("unset", String.join(",", unset));
        }
        fields.forEach(parts::field);
        String answer = session.platform()
                .text(Request.of("PUT", "/functions/" + Platform.encoded(name), parts.body())
                        .with("Content-Type", parts.contentType()));
        if (session.json()) {
            session.print(answer.strip());
        } else {
            Deploy.show(Doc.parse(answer), session);
        }
        return Exit.OK;
    }
}
