package dev.sluice.runner.program.session;

import dev.sluice.core.protocol.Frame;
import dev.sluice.runner.link.RunnerCall;
import dev.sluice.runner.program.connection.Connections;
import dev.sluice.runner.program.process.ChildProcess;
import dev.sluice.runner.program.process.Program;
import dev.sluice.runner.program.process.ProgramFaultException;
import dev.sluice.runner.program.process.ProgramFiles;
import dev.sluice.runner.start.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A program that listens: it is started once, and each call is a request to it. */
public final class Listening implements Served {

    /** A process that ends closes its connections a moment before it can be seen to have ended. */
    private static final Duration ENDING = Duration.ofMillis(200);

    private final ProgramSession session;
    private final Path work;
    private volatile @Nullable Program program;
    private volatile @Nullable Connections connections;

    /** @param work the runner's private folder, in which a copy of the program may be put */
    public Listening(ProgramSession session, Path work) {
        this.session = session;
        this.work = work;
    }

    @Override
    public String start(Frame.Specialise order, Map<String, String> environment, Duration patience)
            throws ProgramFaultException, InterruptedException {
        long begin = System.nanoTime();
        Path file = ProgramFiles.executable(order.artifact(), order.handler(), work);
        Program started = Program.start(file, Path.of(order.artifact().folder()), environment, session::line);
        program = started;
        try {
            started.awaitListening(patience.minusNanos(System.nanoTime() - begin));
        } catch (ProgramFaultException e) {
            started.process().kill();
            throw e;
        }
        connections = new Connections(started.port(), System::nanoTime);
        return order.handler() + " listens on $PORT";
    }

    @Override
    public void ready() {
        process()
                .onExit(exit ->
                        session.end(exit.outOfMemory() ? ExitCode.OUT_OF_MEMORY : exit.code(), exit.lastWords()));
    }

    @Override
    public RunnerCall call(Frame.Invoke invoke) {
        return new ListeningCall(this, session, invoke);
    }

    @Override
    public void idle() {
        Connections idle = connections;
        if (idle != null) {
            idle.tidy();
        }
    }

    @Override
    public void stop(Duration patience) {
        Program started = program;
        if (started != null) {
            started.process().stop(patience);
        }
    }

    @Override
    public void kill() {
        Program started = program;
        if (started != null) {
            started.process().kill();
        }
    }

    Connections connections() {
        return Objects.requireNonNull(connections, "the program listens");
    }

    /** Whether the program is about to end, or has: this process then ends with it, and its calls are told so by that. */
    boolean programEnds() {
        return process().endsWithin(ENDING);
    }

    /** A program that accepts no connections will answer no call. */
    void programDoesNotListen() {
        session.end(ExitCode.RUNNER_FAILED, "the program did not listen on $PORT any more, though it ran");
    }

    /** What the program has printed before it answered is in the log before its answer is told. */
    void settleOutput() {
        if (session.isOneAtATime()) {
            process().settleOutput();
        }
    }

    private ChildProcess process() {
        return Objects.requireNonNull(program, "the program was started").process();
    }
}
