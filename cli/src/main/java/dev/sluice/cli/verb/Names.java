package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Context;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The names that a shell completes, a line each. A shell that completes waits for them: they come within {@value #MILLIS} ms or not at
 * all, and whatever goes wrong is no name.
 */
@Command(name = "names", hidden = true, description = "Prints names for completion in shells.")
public final class Names implements Callable<Integer> {

    private static final int MILLIS = 1_000;
    private static final int MOST = 1_000;

    /** What has names. */
    enum Kind {
        functions,
        contexts
    }

    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "KIND", description = "functions or contexts.")
    Kind kind = Kind.functions;

    public Names(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        AtomicReference<List<String>> names = new AtomicReference<>(List.of());
        Thread asked = Thread.ofPlatform().daemon().name("names").start(() -> names.set(names()));
        asked.join(Duration.ofMillis(MILLIS));
        names.get().forEach(session::print);
        return Exit.OK;
    }

    private List<String> names() {
        try {
            return switch (kind) {
                case functions ->
                    session
                            .platform()
                            .read(Request.get("/functions?limit=" + MOST).waiting(Duration.ofMillis(MILLIS)))
                            .docs("functions")
                            .stream()
                            .map(function -> function.text("name"))
                            .toList();
                case contexts ->
                    Stream.concat(
                                    Stream.of(Context.LOCAL),
                                    session.endpoint().contexts().all().stream().map(Context::name))
                            .toList();
            };
        } catch (CommandException e) {
            return List.of();
        }
    }
}
