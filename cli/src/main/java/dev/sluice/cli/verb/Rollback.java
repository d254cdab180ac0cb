package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes an earlier version live again. */
@Command(name = "rollback", description = "Makes an earlier version of a function live again.")
public final class Rollback implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The function.")
    String name = "";

    @Option(names = "--to", paramLabel = "VERSION", description = "Default: the newest version before the live one.")
    Optional<Long> to = Optional.empty();

    public Rollback(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Platform platform = session.platform();
        String function = "/functions/" + Platform.encoded(name);
        long version = to.orElseGet(() ->
                previous(platform.read(Request.get(function + "/versions")).docs("versions")));
        String answer =
                platform.text(Request.of("POST", function + "/rollback", Body.of("{\"version\":" + version + "}"))
                        .with("Content-Type", "application/json"));
        if (session.json()) {
            session.print(answer.strip());
        } else {
            Doc live = Doc.parse(answer);
            session.print(session.terminal().bold(live.text("name")) + " version " + live.text("version") + " is "
                    + session.terminal().green("live") + ": " + live.text("url"));
            Changes.print(live, session);
        }
        return Exit.OK;
    }

    private long previous(List<Doc> versions) {
        long live = versions.stream()
                .filter(version -> version.flag("live"))
                .mapToLong(version -> version.count("version"))
                .findFirst()
                .orElse(Long.MAX_VALUE);
        return versions.stream()
                .mapToLong(version -> version.count("version"))
                .filter(version -> version < live)
                .max()
                .orElseThrow(() -> new CommandException(
                        Exit.FAILED, name + " has no version before the live one. Name another: --to VERSION."));
    }
}
