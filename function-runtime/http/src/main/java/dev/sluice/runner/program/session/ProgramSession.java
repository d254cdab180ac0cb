package dev.sluice.runner.program.session;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.protocol.Feature;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.runner.link.FrameReceiver;
import dev.sluice.runner.link.Outbox;
import dev.sluice.runner.link.RunnerCalls;
import dev.sluice.runner.program.connection.Connections;
import dev.sluice.runner.program.process.Program;
import dev.sluice.runner.program.process.ProgramFaultException;
import dev.sluice.runner.program.process.ProgramFiles;
import dev.sluice.runner.start.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The runner's side of one connection: SPECIALISE starts the program, each INVOKE becomes a request to it, and DRAIN ends it. One
 * thread, the connection's, calls what {@link FrameReceiver} has; it never waits for the program.
 */
public final class ProgramSession implements FrameReceiver {

    private static final Duration USUAL_START = Duration.ofSeconds(10);
    private static final Duration SAYING = Duration.ofMillis(200);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** A process that ends closes its connections a moment before it can be seen to have ended. */
    private static final Duration ENDING = Duration.ofMillis(200);

    private enum Stage {
        GENERIC,
        STARTING,
        SERVING,
        FAILED,
        DRAINING
    }

    private final Outbox outbox;
    private final Host host;
    private final ThreadFactory threads;
    private final Path work;
    private final Map<String, String> environment;
    private final RunnerCalls calls;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile Stage stage = Stage.GENERIC;
    private volatile @Nullable Program program;
    private volatile @Nullable Connections connections;
    private volatile boolean oneAtATime;

    /**
     * @param threads makes a thread for each invocation
     * @param work the runner's private folder, in which a copy of the program may be put
     * @param environment what each program finds in its environment beside that of its function
     */
    public ProgramSession(Outbox outbox, Host host, ThreadFactory threads, Path work, Map<String, String> environment) {
        this.outbox = outbox;
        this.host = host;
        this.threads = threads;
        this.calls = new RunnerCalls(threads);
        this.work = work;
        this.environment = Map.copyOf(environment);
    }

    /** What this build can beyond what every runner must, for HELLO. */
    public static List<Feature> features() {
        return List.of(Feature.PING);
    }

    @Override
    public void receive(Frame frame) {
        switch (frame) {
            case Frame.Invoke invoke -> open(invoke);
            case Frame.Data data -> calls.data(data);
            case Frame.Window grant -> calls.grant(grant);
            case Frame.Trailers trailers -> calls.trailers(trailers);
            case Frame.Cancel cancel -> calls.cancel(cancel);
            case Frame.Ping ping -> outbox.send(new Frame.Pong(ping.number()));
            case Frame.Pong _ -> {}
            case Frame.Specialise order -> specialise(order);
            case Frame.Welcome welcome -> welcomed(welcome);
            case Frame.Drain _ -> drain();
            case Frame.Notice _,
                    Frame.Hello _,
                    Frame.Specialised _,
                    Frame.SpecialiseFailed _,
                    Frame.Result _,
                    Frame.Error _,
                    Frame.Progress _,
                    Frame.Noticed _,
                    Frame.Profile _,
                    Frame.Log _ ->
                throw new ProtocolException(
                        "a gateway does not send " + frame.getClass().getSimpleName() + " to this runner");
        }
    }

    private static void welcomed(Frame.Welcome welcome) {
        if (welcome.protocol() != Protocol.VERSION) {
            throw new ProtocolException("the gateway speaks protocol " + welcome.protocol() + ", which nobody offered");
        }
    }

    @Override
    public void batchEnds() {
        calls.begin();
    }

    @Override
    public boolean rest() {
        Connections idle = connections;
        if (idle != null) {
            idle.tidy();
        }
        boolean resting = stage != Stage.STARTING && calls.isEmpty();
        if (resting) {
            host.rest();
        }
        return resting;
    }

    private void open(Frame.Invoke invoke) {
        if (stage != Stage.SERVING) {
            throw new ProtocolException("INVOKE came while the runner was " + stage);
        }
        calls.open(new Call(this, invoke));
    }

    private void specialise(Frame.Specialise order) {
        if (stage != Stage.GENERIC) {
            outbox.send(new Frame.SpecialiseFailed(
                    Frame.SpecialiseFailed.RUNNER_FAILED,
                    FunctionError.of("the runner was specialised before"),
                    "start another runner"));
            return;
        }
        stage = Stage.STARTING;
        calls.allow(order.concurrency());
        oneAtATime = order.concurrency() == 1;
        threads.newThread(() -> startProgram(order)).start();
    }

    private void startProgram(Frame.Specialise order) {
        long begin = System.nanoTime();
        try {
            Path file = ProgramFiles.executable(order.artifact(), order.handler(), work);
            Program started = Program.start(file, Path.of(order.artifact().folder()), variables(order), this::line);
            program = started;
            try {
                started.awaitListening(patience(order, begin));
            } catch (ProgramFaultException e) {
                started.kill();
                throw e;
            }
            connections = new Connections(started.port(), System::nanoTime);
            becomes(Stage.SERVING);
            outbox.send(
                    new Frame.Specialised(order.handler() + " listens on $PORT", (System.nanoTime() - begin) / 1000));
            started.onExit(this::programEnded);
        } catch (ProgramFaultException e) {
            becomes(Stage.FAILED);
            outbox.send(new Frame.SpecialiseFailed(
                    e.reason().word(), FunctionError.of(String.valueOf(e.getMessage())), e.hint()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            becomes(Stage.FAILED);
            outbox.send(new Frame.SpecialiseFailed(
                    Frame.SpecialiseFailed.RUNNER_FAILED,
                    FunctionError.of(String.valueOf(e)),
                    "this is a fault of the runner, not of the program: please report it"));
        }
        finishIfDrained();
    }

    private Map<String, String> variables(Frame.Specialise order) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(order.environment());
        return all;
    }

    /** Some of the time is left for saying that it was not enough. */
    private static Duration patience(Frame.Specialise order, long begin) {
        String told = order.settings().getOrDefault(Frame.Specialise.START_MILLIS, "");
        Duration limit = told.matches("[1-9][0-9]{0,8}") ? Duration.ofMillis(Long.parseLong(told)) : USUAL_START;
        Duration left = limit.minus(limit.dividedBy(10)).minus(SAYING).minusNanos(System.nanoTime() - begin);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void programEnded(Program.Exit exit) {
        if (stopping.get()) {
            return;
        }
        outbox.flush(LAST_WORDS);
        host.ended(exit.outOfMemory() ? ExitCode.OUT_OF_MEMORY : exit.code(), exit.lastWords());
    }

    private synchronized void becomes(Stage next) {
        if (stage != Stage.DRAINING) {
            stage = next;
        }
    }

    private void drain() {
        boolean starting;
        synchronized (this) {
            starting = stage == Stage.STARTING;
            stage = Stage.DRAINING;
        }
        if (!starting) {
            finishIfDrained();
        }
    }

    void finished(Call call) {
        calls.over(call);
        finishIfDrained();
    }

    private void finishIfDrained() {
        if (stage == Stage.DRAINING && calls.isEmpty() && stopping.compareAndSet(false, true)) {
            Thread.ofPlatform().name("sluice-stop").start(this::stop);
        }
    }

    private void stop() {
        Program started = program;
        if (started != null) {
            started.stop(STOP);
        }
        outbox.flush(LAST_WORDS);
        host.drained();
    }

    /** The connection has ended: nobody asks for the program any more. */
    public void close() {
        stopping.set(true);
        Program started = program;
        if (started != null) {
            started.kill();
        }
    }

    /** Whether the program is about to end, or has: this process then ends with it, and its calls are told so by that. */
    boolean programEnds() {
        return started().endsWithin(ENDING);
    }

    /** A program that accepts no connections will answer no call. */
    void programDoesNotListen() {
        if (stopping.compareAndSet(false, true)) {
            started().kill();
            outbox.flush(LAST_WORDS);
            host.ended(ExitCode.RUNNER_FAILED, "the program did not listen on $PORT any more, though it ran");
        }
    }

    /** What the program has printed before it answered is in the log before its answer is told. */
    void settleOutput() {
        if (oneAtATime) {
            started().settleOutput();
        }
    }

    /** A line of a program that has one call at a time is that call's; of others nobody can tell. */
    private void line(LogSource source, String line) {
        int stream = oneAtATime ? calls.anyStream().orElse(0) : 0;
        outbox.log(new Frame.Log(stream, source, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), line));
    }

    Outbox outbox() {
        return outbox;
    }

    ThreadFactory threads() {
        return threads;
    }

    Connections connections() {
        return Objects.requireNonNull(connections, "the program listens");
    }

    private Program started() {
        return Objects.requireNonNull(program, "the program was started");
    }
}
