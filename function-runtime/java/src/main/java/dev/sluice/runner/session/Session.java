package dev.sluice.runner.session;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.protocol.Feature;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.runner.failure.FailureReport;
import dev.sluice.runner.function.LoadedFunction;
import dev.sluice.runner.function.Specialisation;
import dev.sluice.runner.function.Specialiser;
import dev.sluice.runner.link.FrameReceiver;
import dev.sluice.runner.link.Outbox;
import dev.sluice.runner.link.RunnerCalls;
import dev.sluice.runner.output.Console;
import dev.sluice.runner.output.FunctionLog;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The runner's side of one connection: frames come in through {@link #receive}, frames go out through the {@link
 * Outbox}. One thread, the connection's, calls {@code receive} and {@code batchEnds}; it never waits for the function.
 * Everything of the function runs on threads of the given factory, one for each invocation.
 */
public final class Session implements FrameReceiver {

    private static final Duration STOP_HOOK = Duration.ofSeconds(5);
    private static final Duration NOTICES = Duration.ofSeconds(2);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private enum Stage {
        GENERIC,
        SPECIALISING,
        SERVING,
        FAILED,
        DRAINING
    }

    private final Outbox outbox;
    private final Specialiser specialiser;
    private final Host host;
    private final Console console;
    private final ThreadFactory threads;
    private final FunctionLog log = new FunctionLog((source, line) -> line(0, source, line));
    private final RunnerCalls calls;
    private final IntSupplier underWay;
    private final ReentrantLock progressTurn = new ReentrantLock();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile Stage stage = Stage.GENERIC;
    private final Notices notices;
    private volatile Set<Feature> features = Set.of();
    private volatile @Nullable LoadedFunction function;
    private volatile @Nullable Instance instance;
    private final AtomicBoolean profileTold = new AtomicBoolean();
    private boolean called;

    public Session(Outbox outbox, Specialiser specialiser, Host host, Console console, ThreadFactory threads) {
        this.outbox = outbox;
        this.specialiser = specialiser;
        this.host = host;
        this.console = console;
        this.threads = threads;
        this.calls = new RunnerCalls(threads);
        this.underWay = calls::size;
        this.notices = new Notices(threads, this::handle);
    }

    /**
     * What this build can beyond what every runner must, for HELLO.
     *
     * @param debugged whether a debugger may stop all threads, so that nothing can be promised of answers to pings
     */
    public static List<Feature> features(boolean debugged) {
        return debugged
                ? List.of(Feature.PROGRESS, Feature.NOTICE, Feature.PROFILE)
                : List.of(Feature.PING, Feature.PROGRESS, Feature.NOTICE, Feature.PROFILE);
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
            case Frame.Notice notice -> notices.take(notice);
            case Frame.Drain _ -> drain();
            case Frame.Hello _,
                    Frame.Specialised _,
                    Frame.SpecialiseFailed _,
                    Frame.Result _,
                    Frame.Error _,
                    Frame.Progress _,
                    Frame.Noticed _,
                    Frame.Profile _,
                    Frame.Log _ ->
                throw new ProtocolException(
                        "a gateway does not send " + frame.getClass().getSimpleName());
        }
    }

    @Override
    public void batchEnds() {
        calls.begin();
        host.callsBegan(underWay);
    }

    /** Whether no function has been given to this runner, nor is being. */
    public boolean isGeneric() {
        return stage == Stage.GENERIC;
    }

    @Override
    public boolean rest() {
        boolean resting = stage != Stage.SPECIALISING && calls.isEmpty();
        if (resting) {
            if (called) {
                tellProfile();
            }
            host.rest();
        }
        return resting;
    }

    private void open(Frame.Invoke invoke) {
        LoadedFunction ready = function;
        if (stage != Stage.SERVING || ready == null) {
            throw new ProtocolException("INVOKE came while the runner was " + stage);
        }
        calls.open(new Exchange(this, ready, invoke));
        called = true;
    }

    private void welcomed(Frame.Welcome welcome) {
        if (welcome.protocol() != Protocol.VERSION) {
            throw new ProtocolException("the gateway speaks protocol " + welcome.protocol() + ", which nobody offered");
        }
        features = Set.copyOf(Feature.known(welcome.features()));
    }

    private void specialise(Frame.Specialise order) {
        if (stage != Stage.GENERIC) {
            outbox.send(new Frame.SpecialiseFailed(
                    Frame.SpecialiseFailed.RUNNER_FAILED,
                    FunctionError.of("the runner was specialised before"),
                    "start another runner"));
            return;
        }
        stage = Stage.SPECIALISING;
        calls.allow(order.concurrency());
        threads.newThread(() -> specialiseNow(order)).start();
    }

    private void specialiseNow(Frame.Specialise order) {
        long start = System.nanoTime();
        try {
            Instance context = new Instance(order, console, log);
            instance = context;
            console.enter(log);
            console.own(log);
            host.adopt(order.environment());
            switch (specialiser.specialise(order, context, host::run)) {
                case Specialisation.Ready(LoadedFunction ready) -> {
                    function = ready;
                    becomes(Stage.SERVING);
                    outbox.send(new Frame.Specialised(ready.description(), (System.nanoTime() - start) / 1000));
                }
                case Specialisation.Failed failed ->
                    failed(new Frame.SpecialiseFailed(failed.fault().word(), failed.error(), failed.hint()));
            }
        } catch (OutOfMemoryError e) {
            outOfMemory();
        } catch (Throwable e) {
            failed(new Frame.SpecialiseFailed(
                    Frame.SpecialiseFailed.RUNNER_FAILED,
                    FailureReport.of(e),
                    "this is a fault of the runner, not of the function: please report it"));
        }
        finishIfDrained();
    }

    private void failed(Frame.SpecialiseFailed frame) {
        becomes(Stage.FAILED);
        outbox.send(frame);
    }

    private synchronized void becomes(Stage next) {
        if (stage != Stage.DRAINING) {
            stage = next;
        }
    }

    private void drain() {
        boolean specialising;
        synchronized (this) {
            specialising = stage == Stage.SPECIALISING;
            stage = Stage.DRAINING;
        }
        if (!specialising) {
            finishIfDrained();
        }
    }

    void finished(Exchange exchange) {
        calls.over(exchange);
        finishIfDrained();
    }

    private void finishIfDrained() {
        if (stage == Stage.DRAINING && calls.isEmpty() && stopping.compareAndSet(false, true)) {
            Thread.ofPlatform().name("sluice-stop").start(this::stop);
        }
    }

    /** Notices that are being handled and the stop hook share its time. */
    private void stop() {
        LoadedFunction ready = function;
        if (ready != null) {
            Thread hook = threads.newThread(() -> stop(ready));
            try {
                Duration left = STOP_HOOK.minus(notices.awaitHandled(NOTICES));
                hook.start();
                hook.join(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        tellProfile();
        log.flush();
        outbox.flush(LAST_WORDS);
        host.drained();
    }

    /** Once, when the first calls have been answered, or at the end. */
    private void tellProfile() {
        LoadedFunction ready = function;
        if (ready != null && uses(Feature.PROFILE) && profileTold.compareAndSet(false, true)) {
            ready.profile().ifPresent(text -> outbox.send(new Frame.Profile(text)));
        }
    }

    private void stop(LoadedFunction ready) {
        hook(ready, "the stop hook", ready::stop);
    }

    /** On a thread of its own, one after the other. */
    private void handle(Frame.Notice notice) {
        LoadedFunction ready = function;
        if (ready != null) {
            byte[] body = new byte[notice.body().remaining()];
            notice.body().get(notice.body().position(), body);
            hook(ready, "the handler of notice '" + notice.name() + "'", () -> ready.notice(notice.name(), body));
        }
        outbox.send(new Frame.Noticed(notice.number()));
    }

    private interface Hook {
        void run() throws Exception;
    }

    private void hook(LoadedFunction ready, String what, Hook code) {
        Thread.currentThread().setContextClassLoader(ready.classes());
        console.enter(log);
        try {
            code.run();
        } catch (Throwable e) {
            FunctionError error = FailureReport.of(e);
            line(0, LogSource.ERROR, what + " threw " + error.type() + ": " + error.message());
            error.frames().forEach(frame -> line(0, LogSource.ERROR, "    at " + frame));
        }
    }

    void outOfMemory() {
        outbox.flush(LAST_WORDS);
        host.outOfMemory();
    }

    void line(int stream, LogSource source, String line) {
        outbox.log(new Frame.Log(stream, source, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), line));
    }

    /** Held by the one call that tells how far it has come. */
    ReentrantLock progressTurn() {
        return progressTurn;
    }

    boolean uses(Feature feature) {
        return features.contains(feature);
    }

    Outbox outbox() {
        return outbox;
    }

    Console console() {
        return console;
    }

    FunctionLog log() {
        return log;
    }

    Instance instance() {
        return java.util.Objects.requireNonNull(instance, "specialised");
    }

    /** Lets go of the function's class path; for a session whose process lives on. */
    public void close() {
        LoadedFunction ready = function;
        if (ready != null) {
            ready.close();
        }
        console.own(null);
    }
}
