package dev.sluice.runner.program.session;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.protocol.Feature;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.runner.link.FrameReceiver;
import dev.sluice.runner.link.Outbox;
import dev.sluice.runner.link.RunnerCall;
import dev.sluice.runner.link.RunnerCalls;
import dev.sluice.runner.program.process.ProgramFaultException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The runner's side of one connection: SPECIALISE makes a program ready, each INVOKE becomes a call of it, and DRAIN ends it. One
 * thread, the connection's, calls what {@link FrameReceiver} has; it never waits for the program.
 */
public final class ProgramSession implements FrameReceiver {

    private static final Duration USUAL_START = Duration.ofSeconds(10);
    private static final Duration SAYING = Duration.ofMillis(200);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

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
    private final Map<String, String> environment;
    private final Served served;
    private final RunnerCalls calls;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile Stage stage = Stage.GENERIC;
    private volatile boolean oneAtATime;

    /**
     * @param threads makes a thread for each invocation
     * @param environment what each program finds in its environment beside that of its function
     * @param serving makes what serves this session
     */
    public ProgramSession(
            Outbox outbox,
            Host host,
            ThreadFactory threads,
            Map<String, String> environment,
            Function<ProgramSession, Served> serving) {
        this.outbox = outbox;
        this.host = host;
        this.threads = threads;
        this.calls = new RunnerCalls(threads);
        this.environment = Map.copyOf(environment);
        this.served = serving.apply(this);
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
        served.idle();
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
        calls.open(served.call(invoke));
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
            String found = served.start(order, variables(order), patience(order, begin));
            becomes(Stage.SERVING);
            outbox.send(new Frame.Specialised(found, (System.nanoTime() - begin) / 1000));
            served.ready();
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

    /** To be told by each call that was begun. */
    public void finished(RunnerCall call) {
        calls.over(call);
        finishIfDrained();
    }

    private void finishIfDrained() {
        if (stage == Stage.DRAINING && calls.isEmpty() && stopping.compareAndSet(false, true)) {
            Thread.ofPlatform().name("sluice-stop").start(this::stop);
        }
    }

    private void stop() {
        served.stop(STOP);
        outbox.flush(LAST_WORDS);
        host.drained();
    }

    /** The connection has ended: nobody asks for the program any more. */
    public void close() {
        stopping.set(true);
        served.kill();
    }

    /**
     * The program is of no more use, and so this process ends with {@code code}; not if it is about to end anyway.
     *
     * @param lastWords a line that says why; maybe empty
     */
    void end(int code, String lastWords) {
        if (stopping.compareAndSet(false, true)) {
            served.kill();
            outbox.flush(LAST_WORDS);
            host.ended(code, lastWords);
        }
    }

    /** Whether there is one call at a time, whose lines the program's are. */
    boolean isOneAtATime() {
        return oneAtATime;
    }

    /** A line of a program that has one call at a time is that call's; of others nobody can tell. */
    void line(LogSource source, String line) {
        line(oneAtATime ? calls.anyStream().orElse(0) : 0, source, line);
    }

    /** A line of the call of {@code stream}. */
    public void line(int stream, LogSource source, String line) {
        outbox.log(new Frame.Log(stream, source, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), line));
    }

    public Outbox outbox() {
        return outbox;
    }

    public ThreadFactory threads() {
        return threads;
    }
}
