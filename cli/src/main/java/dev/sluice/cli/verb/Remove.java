package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
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

/** Removes functions, and resources of other kinds. */
@Command(
        name = "remove",
        aliases = {"rm", "delete"},
        description = "Removes functions, with all their versions and logs, and resources of other kinds.")
public final class Remove implements Callable<Integer> {

    private final Session session;

    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            description = "The functions; or, with their kind, other resources, as in trigger/orders.")
    List<String> names = new ArrayList<>();

    public Remove(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Platform platform = session.platform();
        for (String name : names) {
            String answer = platform.text(Request.of("DELETE", target(name), Body.NONE));
            if (!session.json()) {
                session.print(name + " is removed.");
                told(answer);
            }
        }
        return Exit.OK;
    }

    /** What waits for a function that is removed. */
    private void told(String answer) {
        String waiting = answer.isBlank() ? "" : Doc.parse(answer).text("detail");
        if (!waiting.isEmpty()) {
            session.note(waiting);
        }
    }

    private static String target(String name) {
        int slash = name.indexOf('/');
        return slash < 0
                ? "/functions/" + Platform.encoded(name)
                : "/documents/" + Platform.encoded(Get.singular(name.substring(0, slash))) + "/"
                        + Platform.encoded(name.substring(slash + 1));
    }
}
