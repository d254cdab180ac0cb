package dev.sluice.runner;

import dev.sluice.core.protocol.Feature;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.runner.function.Specialiser;
import dev.sluice.runner.output.Console;
import dev.sluice.runner.process.RunnerProcess;
import dev.sluice.runner.rehearsal.Rehearsal;
import dev.sluice.runner.session.Session;
import dev.sluice.runner.socket.SocketLink;
import dev.sluice.runner.start.ExitCode;
import dev.sluice.runner.start.Settings;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/** The runner: reads its settings, rehearses, says hello, and serves one gateway until that ends the connection. */
public final class Main {

    private static final String RUNTIME = "java25";
    private static final int ROUNDS = 3;
    private static final int REPEATS = 3;

    private final RunnerProcess process = new RunnerProcess();
    private final Console console = new Console();
    private final ThreadFactory calls = Thread.ofVirtual().name("call-", 1).factory();
    private final PrintStream words = System.err;

    private Main() {}

    /** Without arguments a runner; {@code --train FOLDER} rehearses in a folder and ends, for an AOT cache to learn from. */
    public static void main(String[] arguments) {
        if (arguments.length == 2 && arguments[0].equals("--train")) {
            new Main().train(Path.of(arguments[1]));
        } else {
            new Main().run();
        }
    }

    private void run() {
        Settings settings = settings();
        boolean debugged = process.variable("SLUICE_RUNTIME_OPTIONS")
                .filter(options -> options.contains("-agentlib:jdwp="))
                .isPresent();
        process.forgetOwn();
        console.install();
        Rehearsal rehearsal = rehearsal(new Specialiser(), shorter(Path.of(System.getProperty("java.io.tmpdir"))));
        if (!settings.awaited()) {
            rehearse(rehearsal);
            process.rest();
        }
        serve(settings, rehearsal, debugged);
    }

    /** The cache must not see classes of a loader of ours: JVMs that use such a cache crash now and then. */
    private void train(Path folder) {
        console.install();
        rehearse(rehearsal(new Specialiser(Set.of("dev.sluice.runner.rehearsal.play")), shorter(folder)));
    }

    /** A folder by the shorter of its names: the path of a socket has little room. */
    static Path shorter(Path folder) {
        Path absolute = folder.toAbsolutePath();
        Path relative = Path.of("").toAbsolutePath().relativize(absolute);
        return relative.toString().length() < absolute.toString().length() ? relative : absolute;
    }

    private Settings settings() {
        try {
            return Settings.of(process::variable);
        } catch (Settings.MissingException e) {
            throw end(ExitCode.BAD_SETTINGS, String.valueOf(e.getMessage()));
        }
    }

    private Rehearsal rehearsal(Specialiser specialiser, Path folder) {
        Path code = Path.of(System.getProperty("java.class.path").split(File.pathSeparator, 2)[0]);
        return new Rehearsal(code, folder, specialiser, console, process.rehearsing(), calls, ROUNDS, REPEATS);
    }

    private void rehearse(Rehearsal rehearsal) {
        try {
            rehearsal.run();
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
    }

    /** For a runner that nobody has taken yet: the next play, and whether there are more. */
    private boolean rehearseOne(Rehearsal rehearsal, Session session) {
        try {
            return session.isGeneric() && rehearsal.next();
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
    }

    private IllegalStateException failed(Exception e) {
        return end(ExitCode.RUNNER_FAILED, "the rehearsal failed: " + e);
    }

    private void serve(Settings settings, Rehearsal rehearsal, boolean debugged) {
        try (SocketLink link = connect(settings)) {
            Session session = new Session(link.outbox(), new Specialiser(), process, console, calls);
            link.outbox()
                    .send(new Frame.Hello(
                            Protocol.VERSION,
                            Protocol.VERSION,
                            settings.token(),
                            RUNTIME,
                            ProcessHandle.current().pid(),
                            Feature.words(Session.features(debugged))));
            link.serve(session, () -> rehearseOne(rehearsal, session));
            process.halt(ExitCode.DRAINED);
        } catch (ProtocolException e) {
            throw end(ExitCode.PROTOCOL_BROKEN, "the gateway broke the protocol: " + e.getMessage());
        } catch (IOException e) {
            process.halt(ExitCode.DRAINED);
        }
    }

    private SocketLink connect(Settings settings) {
        try {
            return settings.gateway().connect();
        } catch (IOException | RuntimeException e) {
            throw end(
                    ExitCode.NO_GATEWAY, "no gateway can be reached at " + settings.gateway() + ": " + e.getMessage());
        }
    }

    /** Says why on the process's own standard error, and ends. */
    private IllegalStateException end(int code, String why) {
        words.println("sluice runner: " + why);
        words.flush();
        process.halt(code);
        return new IllegalStateException(why);
    }
}
