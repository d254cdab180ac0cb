package dev.sluice.runners.session;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.protocol.Feature;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.core.runner.LinkClosedException;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.StreamListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's side of one connection whose runner has said hello: what it asks for, and what becomes of it. All of its state belongs
 * to the connection's thread, on which every listener is called; what other threads ask for is handed over to that.
 */
public final class Session implements RunnerLink, Receiver {

    /** Of a description or a hint, which are kept with the function. */
    private static final int MAX_NOTE_CHARS = 8 * 1024;

    private final RunnerId id;
    private final Connection connection;
    private final FrameInput input;
    private final Streams streams;
    private final LinkLogs logs;
    private final List<Feature> features;
    private final Notices notices;

    /** None where only its process says that the runner lives: it may be too busy to answer. */
    private final Optional<Liveness> liveness;

    /** None where nobody can say whether one call keeps others from going on: they end at their own time limits. */
    private final Optional<Pulse> pulse;

    private final InputBudget budget;
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final CompletableFuture<String> profile = new CompletableFuture<>();
    private @Nullable CompletableFuture<Frame> specialised;
    private String fault = "";
    private boolean open = true;
    private boolean overdrawn;
    private long readAgain;

    /** {@code input} may hold the beginning of a frame. */
    Session(
            RunnerId id,
            Connection connection,
            FrameInput input,
            List<Feature> features,
            LinkLimits limits,
            Consumer<LogLine> lines) {
        this.id = id;
        this.connection = connection;
        this.input = input;
        this.logs = new LinkLogs(id, lines);
        this.features = features;
        this.pulse =
                features.contains(Feature.PULSE) ? Optional.of(new Pulse(connection, limits.ping())) : Optional.empty();
        this.streams = new Streams(connection, limits.cancelGrace(), logs, pulse);
        this.notices = new Notices(features.contains(Feature.NOTICE), connection::send);
        this.budget = new InputBudget(connection::nanoTime);
        this.liveness = features.contains(Feature.PING)
                ? Optional.of(new Liveness(connection, limits.ping()))
                : Optional.empty();
        connection.send(new Frame.Welcome(Protocol.VERSION, Feature.words(features)));
    }

    @Override
    public RunnerId id() {
        return id;
    }

    @Override
    public CompletionStage<Frame> specialise(Frame.Specialise order) {
        CompletableFuture<Frame> answer = new CompletableFuture<>();
        onOwnThread(() -> {
            if (specialised != null) {
                answer.completeExceptionally(new IllegalStateException("runner " + id + " was specialised before"));
            } else if (open) {
                specialised = answer;
                logs.specialised(order);
                connection.send(order);
            } else {
                answer.completeExceptionally(gone());
            }
        });
        return answer;
    }

    @Override
    public Call open(Invocation invocation, Duration timeout, StreamListener listener) {
        Stream stream = new Stream(connection, streams, invocation, timeout, listener);
        if (connection.isOwnThread()) {
            streams.start(stream);
        } else {
            connection.execute(stream);
        }
        return stream;
    }

    @Override
    public CompletionStage<List<Invocation>> running() {
        CompletableFuture<List<Invocation>> answer = new CompletableFuture<>();
        onOwnThread(() -> answer.complete(streams.running()));
        return answer;
    }

    @Override
    public CompletionStage<Boolean> notice(String name, ByteBuffer body) {
        if (body.remaining() > Protocol.MAX_NOTICE_BYTES) {
            throw new IllegalArgumentException("the body of a notice has " + body.remaining() + " bytes: at most "
                    + Protocol.MAX_NOTICE_BYTES + " are allowed");
        }
        Frame.Notice frame = new Frame.Notice(
                0,
                name,
                ByteBuffer.allocate(body.remaining()).put(body.duplicate()).flip());
        CompletableFuture<Boolean> acknowledged = new CompletableFuture<>();
        onOwnThread(() -> {
            if (open) {
                notices.send(frame, acknowledged);
            } else {
                acknowledged.complete(false);
            }
        });
        return acknowledged.minimalCompletionStage();
    }

    @Override
    public CompletionStage<String> profile() {
        return profile.minimalCompletionStage();
    }

    @Override
    public void drain() {
        onOwnThread(() -> {
            if (open) {
                connection.send(new Frame.Drain());
            }
        });
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public CompletionStage<String> closed() {
        return closed.minimalCompletionStage();
    }

    @Override
    public FrameInput input() {
        return input;
    }

    @Override
    public Receiver received(int bytes) {
        if (open) {
            try {
                liveness.ifPresent(Liveness::heard);
                input.read(bytes, this::take);
                payLater();
            } catch (ProtocolException e) {
                broken(String.valueOf(e.getMessage()));
            }
        }
        return this;
    }

    @Override
    public void batchEnds() {
        streams.settle();
    }

    /** Who does not read what was sent is not read either: so what waits for it is bounded by what it was asked for. */
    @Override
    public void roomChanged() {
        readOrWait();
    }

    @Override
    public void timePassed() {
        if (!open) {
            return;
        }
        long now = connection.nanoTime();
        streams.timePassed(now);
        if (pulse.isPresent() && pulse.get().hasStopped(now)) {
            streams.stopped();
        }
        if (overdrawn) {
            waitOrRead(now);
        }
        if (liveness.isPresent() && !liveness.get().timePassed(now)) {
            dead();
        }
    }

    @Override
    public void ended() {
        end();
    }

    private void payLater() {
        long wait = budget.overdrawnNanos();
        if (wait > 0 && !overdrawn) {
            overdrawn = true;
            readOrWait();
            readAgain = connection.nanoTime() + wait;
            connection.wakeAt(readAgain);
        }
    }

    private void waitOrRead(long now) {
        if (readAgain - now <= 0) {
            overdrawn = false;
            readOrWait();
        } else {
            connection.wakeAt(readAgain);
        }
    }

    private void readOrWait() {
        if (open) {
            connection.read(!overdrawn && !connection.isFull());
        }
    }

    private boolean take(Frame frame) {
        switch (frame) {
            case Frame.Data f -> {
                boolean wanted = streams.tell(f);
                if (!wanted || f.bytes().limit() == 0 && !f.end()) {
                    budget.spend(InputBudget.FRAME_BYTES + f.bytes().limit());
                }
            }
            case Frame.Window f -> paid(streams.tell(f) && f.bytes() >= Stream.WINDOW_STEP);
            case Frame.Progress f -> {
                require(Feature.PROGRESS, "PROGRESS");
                budget.spend(InputBudget.FRAME_BYTES + f.bytes().limit());
                streams.tell(f);
            }
            case Frame.OfCall f -> paid(streams.tell(f));
            case Frame.Log f -> {
                budget.spend(InputBudget.FRAME_BYTES + f.line().length());
                logs.line(f, streams.invocation(f.stream()));
            }
            case Frame.Ping f -> {
                budget.spend(InputBudget.ANSWER_BYTES);
                connection.send(new Frame.Pong(f.number()));
            }
            case Frame.Pong f -> {
                budget.spend(InputBudget.ANSWER_BYTES);
                if (pulse.isPresent() && pulse.get().answered(f.number())) {
                    streams.goOn();
                }
            }
            case Frame.Noticed f -> {
                budget.spend(InputBudget.FRAME_BYTES);
                notices.acknowledged(f.number());
            }
            case Frame.Profile f -> {
                require(Feature.PROFILE, "PROFILE");
                budget.spend(InputBudget.FRAME_BYTES + f.text().length());
                if (specialised == null || !profile.complete(f.text())) {
                    throw new ProtocolException("the runner sent PROFILE twice, or before it was specialised");
                }
            }
            case Frame.Specialised f -> specialised(f, f.description());
            case Frame.SpecialiseFailed f -> specialised(f, f.hint());
            case Frame.Hello f -> throw new ProtocolException("the runner said hello twice");
            case Frame.Welcome f -> throw notFromRunners("WELCOME");
            case Frame.Specialise f -> throw notFromRunners("SPECIALISE");
            case Frame.Invoke f -> throw notFromRunners("INVOKE");
            case Frame.Cancel f -> throw notFromRunners("CANCEL");
            case Frame.Drain f -> throw notFromRunners("DRAIN");
            case Frame.Notice f -> throw notFromRunners("NOTICE");
        }
        return open;
    }

    private void paid(boolean wanted) {
        if (!wanted) {
            budget.spend(InputBudget.FRAME_BYTES);
        }
    }

    private void require(Feature feature, String name) {
        if (!features.contains(feature)) {
            throw new ProtocolException(
                    "the runner sent " + name + " without having said the feature '" + feature.word() + "'");
        }
    }

    private static ProtocolException notFromRunners(String name) {
        return new ProtocolException("the runner sent " + name + ", which only a gateway may send");
    }

    private void specialised(Frame answer, String note) {
        if (note.length() > MAX_NOTE_CHARS) {
            throw new ProtocolException("the runner says in " + note.length()
                    + " characters how it was specialised: at most " + MAX_NOTE_CHARS + " are allowed");
        }
        if (specialised == null || !specialised.complete(answer)) {
            throw new ProtocolException("the runner says that it was specialised, which nobody asked for");
        }
    }

    private void dead() {
        broken(
                connection.isFull()
                        ? "the runner did not read for too long what it was sent"
                        : "the runner sent nothing for too long and did not answer a ping");
    }

    private void broken(String sentence) {
        if (open) {
            fault = sentence;
            connection.close();
            end();
        }
    }

    private void end() {
        if (!open) {
            return;
        }
        open = false;
        closed.complete(fault);
        if (specialised != null) {
            specialised.completeExceptionally(gone());
        }
        notices.linkClosed();
        streams.linkClosed(fault);
    }

    private LinkClosedException gone() {
        return new LinkClosedException(
                "the connection to runner " + id + " is gone" + (fault.isEmpty() ? "" : ": " + fault));
    }

    private void onOwnThread(Runnable task) {
        if (connection.isOwnThread()) {
            task.run();
        } else {
            connection.execute(task);
        }
    }
}
