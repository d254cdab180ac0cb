package dev.sluice.cli.demo;

import dev.sluice.cli.api.BrokerLine;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Endpoint;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.disk.Folders;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.start.Checkout;
import dev.sluice.cli.start.GatewayProcess;
import dev.sluice.cli.start.GatewaySettings;
import dev.sluice.cli.start.Preflight;
import dev.sluice.cli.start.UpOptions;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a platform of its own, shows the examples on it, and stays up. */
@Command(
        name = "demo",
        description = "Starts a platform of its own, deploys the examples, calls them cold and warm, and stays up.")
public final class Demo implements Callable<Integer> {

    /** Exit codes of a gateway that was told to end, by Ctrl-C or by a signal. */
    private static final Set<Integer> STOPPED = Set.of(0, 130, 143);

    private final Session session;
    private boolean ended;

    @Mixin
    UpOptions options = new UpOptions();

    @Option(names = "--once", description = "Ends after the calls.")
    boolean once;

    public Demo(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Checkout checkout = Checkout.of(session.endpoint());
        List<String> commandLine =
                GatewaySettings.fastCommandLine(checkout, UpOptions.gatewayOptions(session.endpoint()));
        List<DemoExample> examples = DemoExample.readAll(checkout.root());
        boolean temporary = options.home().isEmpty();
        Path home = temporary
                ? Files.createTempDirectory("sluice-demo-")
                : options.home().get();
        GatewaySettings settings = new GatewaySettings(
                options.host(session.endpoint()), port(), home, options.shared(), options.provider());
        session.print(
                "Starting a platform at " + settings.url() + "; its log is " + GatewayProcess.log(settings) + ".");
        Preflight.check(settings);

        long started = System.nanoTime();
        GatewayProcess gateway = GatewayProcess.start(settings, commandLine);
        Thread end = new Thread(() -> end(gateway, settings.home(), temporary), "end-of-demo");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            gateway.awaitReady();
            showStart(settings, (System.nanoTime() - started) / 1e6);
            new Tour(session.terminal(), checkout.root(), settings).show(examples);
            LaterTour later = new LaterTour(session.terminal(), settings);
            for (DemoExample example : examples) {
                if (example.later().isPresent()) {
                    later.show(example.name(), example.later().get());
                }
            }
            if (once) {
                return Exit.OK;
            }
            showNext(settings);
            int code = gateway.await();
            if (STOPPED.contains(code)) {
                return Exit.OK;
            }
            throw CommandException.machine("The gateway has ended by itself, with exit code " + code + ".");
        } finally {
            end(gateway, settings.home(), temporary);
        }
    }

    private int port() {
        Endpoint endpoint = session.endpoint();
        String host = options.host(endpoint);
        int wanted = options.port(endpoint).orElse(UpOptions.DEFAULT_PORT);
        if (options.port(endpoint).isPresent() || Preflight.isFree(host, wanted)) {
            return wanted;
        }
        int free = Preflight.freePort(host);
        session.print("Port " + wanted + " is taken, so this demonstration listens on " + free + ".");
        return free;
    }

    private void showStart(GatewaySettings settings, double millis) {
        Terminal terminal = session.terminal();
        session.print(terminal.bold("Sluice") + " is " + terminal.green("up") + " at "
                + terminal.bold(settings.url().toString()) + " after " + Units.millis(millis)
                + terminal.dim("  (all that it keeps is in " + settings.home() + ")"));
        session.print("");
        String broker = BrokerLine.of(settings.platform().read(Request.get("/pool")));
        if (!broker.isEmpty()) {
            session.print(terminal.dim(broker));
        }
        session.print("$ TOKEN=$(cat " + settings.tokenFile() + ")");
    }

    private void showNext(GatewaySettings settings) {
        Terminal terminal = session.terminal();
        session.print("It stays up until Ctrl-C. In another terminal:");
        session.print("  export SLUICE_URL=" + settings.url() + " SLUICE_HOME=" + settings.home());
        session.print("  ./sluice list        " + terminal.dim("what is deployed"));
        session.print("  ./sluice invoke hello -d Ada -i   "
                + terminal.dim("cold after a second of rest: these examples say keepAlive=" + DemoExample.KEEP_ALIVE));
        session.print("  ./sluice describe hello");
        session.print("  ./sluice logs hello -f");
        session.print("  ./sluice invoke hello -d Ada --async   " + terminal.dim("to run later"));
        session.print("  ./sluice top         " + terminal.dim("runners, instances, queues and memory"));
        session.print("and in a browser " + settings.url() + "/docs");
    }

    /** Called by the verb and by the end of the JVM, which waits for it: one does the work and the other one waits too. */
    private synchronized void end(GatewayProcess gateway, Path home, boolean temporary) {
        if (!ended) {
            ended = true;
            gateway.close();
            if (temporary) {
                Folders.deleteQuietly(home);
            }
        }
    }
}
