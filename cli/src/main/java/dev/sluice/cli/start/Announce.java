package dev.sluice.cli.start;

import dev.sluice.cli.api.BrokerLine;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Waits beside a gateway that the launcher starts, and says when it is ready and what to do next. */
@Command(name = "announce", hidden = true, description = "Says when a gateway is ready.")
public final class Announce implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "PID", description = "The gateway's process.")
    long process;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "LOG",
            description = "Where a gateway in the background writes to.")
    String log = "";

    @Mixin
    UpOptions options = new UpOptions();

    public Announce(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        GatewaySettings settings = options.settings(session.endpoint());
        long started = System.nanoTime();
        Readiness readiness = Readiness.await(settings.platform(), this::isAlive, Readiness.PATIENCE);
        switch (readiness) {
            case READY -> ready(settings, (System.nanoTime() - started) / 1e6);
            case ENDED -> {
                if (!log.isEmpty()) {
                    session.note("The gateway has ended. Its last words are in " + log + ", those of its JVM in "
                            + settings.home().resolve("gateway.out") + ".");
                }
            }
            case LATE ->
                session.note("The gateway runs, but is not ready after " + Readiness.PATIENCE.toSeconds() + " s: see "
                        + settings.url() + "/health/ready" + (log.isEmpty() ? "" : " and " + log) + ".");
        }
        return readiness == Readiness.READY ? Exit.OK : Exit.MACHINE;
    }

    private boolean isAlive() {
        return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }

    private static String isolation(Doc pool) {
        return pool.text("provider").equals("sandbox")
                ? "functions run in sandboxes (bubblewrap)"
                : "functions run as plain processes: they can read each other's secrets and the token, so all of them must be"
                        + " trusted (sandboxes need bubblewrap)";
    }

    /** Those that can be used in one line, and each that cannot with what it lacks. */
    private static List<String> runtimes(Doc pool) {
        List<String> usable = pool.docs("runtimes").stream()
                .filter(runtime -> runtime.text("missing").isEmpty())
                .map(runtime -> runtime.text("name"))
                .toList();
        List<String> lines = new ArrayList<>();
        if (!usable.isEmpty()) {
            lines.add("runs functions for " + String.join(", ", usable));
        }
        pool.docs("runtimes").stream()
                .filter(runtime -> !runtime.text("missing").isEmpty())
                .forEach(runtime -> lines.add("none for " + runtime.text("name") + ": " + runtime.text("missing")));
        return lines;
    }

    private void ready(GatewaySettings settings, double millis) {
        Terminal terminal = session.terminal();
        String version = settings.platform().read(Request.get("/version")).text("version");
        session.print(terminal.bold("Sluice " + version) + " is " + terminal.green("ready") + " at "
                + terminal.bold(settings.url().toString()) + " after " + Units.millis(millis));
        session.print("  keeps everything in " + settings.home() + ", the token in " + settings.tokenFile());
        Doc pool = settings.platform().read(Request.get("/pool"));
        session.print("  " + isolation(pool));
        runtimes(pool).forEach(line -> session.print("  " + line));
        String broker = BrokerLine.of(pool);
        if (!broker.isEmpty()) {
            session.print("  " + broker);
        }
        session.print("  try  ./sluice new hello && ./sluice deploy ./hello   ./sluice invoke hello   ./sluice top   "
                + settings.url() + "/docs");
        session.print(terminal.dim(
                log.isEmpty()
                        ? "  Ctrl-C ends it"
                        : "  ends with: ./sluice down --home " + settings.home() + "   logs to " + log));
        session.endpoint()
                .contextInUse()
                .ifPresent(context -> session.print(terminal.yellow("  commands go to the context " + context.name()
                        + " at " + context.url() + ": ./sluice context use local has them come here")));
    }
}
