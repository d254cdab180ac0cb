package dev.sluice.runner.program;

import dev.sluice.core.protocol.Feature;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.runner.program.session.Host;
import dev.sluice.runner.program.session.ProgramSession;
import dev.sluice.runner.program.session.Served;
import dev.sluice.runner.socket.SocketLink;
import dev.sluice.runner.start.ExitCode;
import dev.sluice.runner.start.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiFunction;

/** A runner of programs: reads its settings, says hello, and serves one gateway until that ends the connection. */
public final class RunnerProcess implements Host {

    /** What a program finds in its environment as the runner does, beside that of its function. */
    private static final List<String> PASSED_ON = List.of("PATH", "HOME", "TMPDIR", "LANG", "TZ");

    private final ThreadFactory threads = Thread.ofVirtual().name("call-", 1).factory();

    private final String runtime;
    private final BiFunction<ProgramSession, Path, Served> serving;

    private RunnerProcess(String runtime, BiFunction<ProgramSession, Path, Served> serving) {
        this.runtime = runtime;
        this.serving = serving;
    }

    /**
     * Is the runner; this process ends before it returns.
     *
     * @param runtime its name, for HELLO
     * @param serving makes what serves a session, with the runner's private folder
     */
    public static void run(String runtime, BiFunction<ProgramSession, Path, Served> serving) {
        new RunnerProcess(runtime, serving).run();
    }

    private void run() {
        Settings settings = settings();
        Path work = Path.of(System.getProperty("java.io.tmpdir"));
        try (SocketLink link = connect(settings)) {
            ProgramSession session =
                    new ProgramSession(link.outbox(), this, threads, passedOn(), made -> serving.apply(made, work));
            link.outbox()
                    .send(new Frame.Hello(
                            Protocol.VERSION,
                            Protocol.VERSION,
                            settings.token(),
                            runtime,
                            ProcessHandle.current().pid(),
                            Feature.words(ProgramSession.features())));
            serve(link, session);
        } catch (IOException e) {
            halt(ExitCode.DRAINED);
        }
    }

    private void serve(SocketLink link, ProgramSession session) {
        try {
            link.serve(session, () -> false);
            session.close();
            halt(ExitCode.DRAINED);
        } catch (ProtocolException e) {
            session.close();
            throw end(ExitCode.PROTOCOL_BROKEN, "the gateway broke the protocol: " + e.getMessage());
        } catch (IOException e) {
            session.close();
            halt(ExitCode.DRAINED);
        }
    }

    private Settings settings() {
        try {
            return Settings.of(name -> Optional.ofNullable(System.getenv(name)));
        } catch (Settings.MissingException e) {
            throw end(ExitCode.BAD_SETTINGS, String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, String> passedOn() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().retainAll(PASSED_ON);
        return environment;
    }

    private SocketLink connect(Settings settings) {
        try {
            return settings.gateway().connect();
        } catch (IOException | RuntimeException e) {
            throw end(
                    ExitCode.NO_GATEWAY, "no gateway can be reached at " + settings.gateway() + ": " + e.getMessage());
        }
    }

    @Override
    public void rest() {
        System.gc();
    }

    @Override
    public void drained() {
        halt(ExitCode.DRAINED);
    }

    @Override
    public void ended(int code, String lastWords) {
        if (!lastWords.isEmpty()) {
            System.out.println(lastWords);
            System.out.flush();
        }
        halt(code);
    }

    /** Says why on the process's own standard error, and ends. */
    private static IllegalStateException end(int code, String why) {
        System.err.println("sluice runner: " + why);
        System.err.flush();
        halt(code);
        return new IllegalStateException(why);
    }

    private static void halt(int code) {
        Runtime.getRuntime().halt(code);
    }
}
