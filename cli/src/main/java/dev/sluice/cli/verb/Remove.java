package dev.sluice.cli.verb;

import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Removes functions. */
@Command(name = "remove", aliases = "rm", description = "Removes functions, with all their versions and logs.")
public final class Remove implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The functions.")
    List<String> names = new ArrayList<>();

    public Remove(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Platform platform = session.platform();
        for (String name : names) {
            platform.text(Request.of("DELETE", "/functions/" + Platform.encoded(name), Body.NONE));
            if (!session.json()) {
                session.print(name + " is removed.");
            }
        }
        return Exit.OK;
    }
}
