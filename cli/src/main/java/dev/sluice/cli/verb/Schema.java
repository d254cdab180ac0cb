package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what documents of a kind may have. */
@Command(
        name = "schema",
        description =
                "Prints the JSON Schema of a kind of resource, with its keys, bounds and defaults, for editors and checks.")
public final class Schema implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "KIND", defaultValue = "function", description = "Such as function.")
    String kind = "function";

    public Schema(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String text = session.platform().text(Request.get("/schemas/" + Platform.encoded(Get.singular(kind))));
        session.print(session.json() ? text.strip() : Doc.parse(text).pretty());
        return Exit.OK;
    }
}
