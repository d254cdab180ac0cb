package dev.sluice.runners.session;

import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.CancelCause;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.core.runner.StreamEnd;
import dev.sluice.core.runner.StreamListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;

/** One invocation on the wire. Its state belongs to the session's thread; as a task on that thread it starts itself. */
final class Stream implements Call, Runnable {

    static final int WINDOW_STEP = Protocol.INITIAL_WINDOW_BYTES / 4;

    private enum State {
        RUNNING,
        CANCELLED,
        /** Cancelled, and its code went on beyond the grace. */
        ABANDONED,
        TIMED_OUT,
        OVER
    }

    private final Connection connection;
    private final Streams streams;
    private final Invocation invocation;
    private final Duration timeout;
    private final StreamListener listener;

    private int number;
    private long deadline;
    private long budgetEnds;
    private State state = State.RUNNING;
    private boolean requestEnded;
    private boolean headSeen;
    private boolean touched;
    private boolean late;
    private StreamEnd outOfTime = new StreamEnd.Failed(InvokeFault.TIMED_OUT, FunctionError.of(""));
    private int status;
    private long maySend = Protocol.INITIAL_WINDOW_BYTES;
    private long mayReceive = Protocol.INITIAL_WINDOW_BYTES;
    private int ungranted;

    Stream(Connection connection, Streams streams, Invocation invocation, Duration timeout, StreamListener listener) {
        this.connection = connection;
        this.streams = streams;
        this.invocation = invocation;
        this.timeout = timeout;
        this.listener = listener;
    }

    @Override
    public void run() {
        streams.start(this);
    }

    Invocation invocation() {
        return invocation;
    }

    String invocationId() {
        return invocation.id().value();
    }

    int number() {
        return number;
    }

    /** In terms of {@link Connection#nanoTime}. */
    long deadline() {
        return deadline;
    }

    /** What its listener asks for as soon as it is opened comes behind INVOKE. */
    void start(int streamNumber) {
        number = streamNumber;
        boolean complete = invocation.body() instanceof Body.Complete;
        switch (invocation.body()) {
            case Body.Complete body -> {
                invoke(!body.bytes().hasRemaining());
                sendAll(body.bytes().duplicate());
                requestEnded = true;
            }
            case Body.Streamed body -> invoke(false);
        }
        budgetEnds = connection.nanoTime() + timeout.toNanos();
        deadline = budgetEnds;
        streams.watch(deadline);
        listener.opened(this);
        if (!complete && state == State.RUNNING && !requestEnded) {
            listener.credit(Protocol.INITIAL_WINDOW_BYTES);
            listener.settled();
        }
    }

    private void invoke(boolean end) {
        streams.send(new Frame.Invoke(number, invocationId(), timeout.toMillis(), invocation.head(), end));
    }

    private void sendAll(ByteBuffer bytes) {
        int end = bytes.limit();
        while (bytes.position() < end) {
            int piece = Math.min(Protocol.MAX_DATA_BYTES, end - bytes.position());
            bytes.limit(bytes.position() + piece);
            boolean last = requestEndsWith(bytes.limit() == end);
            streams.send(new Frame.Data(number, bytes, last));
            bytes.position(bytes.limit()).limit(end);
        }
    }

    private boolean requestEndsWith(boolean lastPiece) {
        return lastPiece && invocation.body() instanceof Body.Complete;
    }

    @Override
    public void write(ByteBuffer bytes) {
        if (mayRunHere()) {
            writeNow(bytes);
        } else {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(bytes.position(), copy);
            connection.execute(() -> writeNow(ByteBuffer.wrap(copy)));
        }
    }

    private void writeNow(ByteBuffer bytes) {
        if (state != State.RUNNING || requestEnded) {
            return;
        }
        maySend -= bytes.remaining();
        if (maySend < 0) {
            throw new IllegalStateException(
                    "invocation " + invocationId() + " was written " + -maySend + " bytes more than it had credit for");
        }
        sendAll(bytes.duplicate());
    }

    @Override
    public void end(Headers trailers) {
        onOwnThread(() -> {
            if (state == State.RUNNING && !requestEnded) {
                requestEnded = true;
                streams.send(
                        trailers.size() == 0
                                ? new Frame.Data(number, ByteBuffer.allocate(0), true)
                                : new Frame.Trailers(number, trailers));
            }
        });
    }

    @Override
    public void grant(int bytes) {
        if (mayRunHere()) {
            grantNow(bytes);
        } else {
            connection.execute(() -> grantNow(bytes));
        }
    }

    private void grantNow(int bytes) {
        ungranted += bytes;
        if (ungranted >= WINDOW_STEP && state == State.RUNNING) {
            mayReceive += ungranted;
            streams.send(new Frame.Window(number, ungranted));
            ungranted = 0;
        }
    }

    @Override
    public void cancel() {
        onOwnThread(() -> cancel(State.CANCELLED, CancelCause.CLIENT_GONE));
    }

    private void cancel(State why, CancelCause cause) {
        if (state == State.RUNNING) {
            state = why;
            streams.send(new Frame.Cancel(number, cause));
            waitUntil(connection.nanoTime() + streams.graceNanos());
        }
    }

    private void waitUntil(long end) {
        deadline = end;
        streams.watch(end);
    }

    /** The deadline has passed: of the run budget, or of the grace after a cancellation. */
    void expire() {
        switch (state) {
            case RUNNING -> {
                cancel(State.TIMED_OUT, CancelCause.TIMED_OUT);
                streams.budgetOver(this);
            }
            case CANCELLED -> {
                if (deadline - budgetEnds < 0) {
                    state = State.ABANDONED;
                    waitUntil(budgetEnds);
                    listener.abandoned();
                } else {
                    streams.budgetOver(this);
                    finish(outOfTime);
                }
            }
            case ABANDONED -> {
                streams.budgetOver(this);
                finish(outOfTime);
            }
            case TIMED_OUT -> outOfTime();
            case OVER -> {}
        }
    }

    /** It was not kept from going on by another invocation: if it is over, it is so by itself. */
    void goOn() {
        if (late) {
            finish(outOfTime);
        }
    }

    /** It is over once it is known that no other invocation kept it from going on. */
    private void outOfTime() {
        OptionalLong verdict = late ? OptionalLong.empty() : streams.verdictOn(this);
        if (verdict.isPresent()) {
            late = true;
            waitUntil(verdict.getAsLong() + streams.graceNanos());
        } else {
            finish(outOfTime);
        }
    }

    void take(Frame.OfCall frame) {
        switch (frame) {
            case Frame.Result result -> result(result);
            case Frame.Data data -> data(data);
            case Frame.Trailers trailers -> trailers(trailers);
            case Frame.Error error -> error(error);
            case Frame.Window window -> window(window.bytes());
            case Frame.Progress progress -> progress(progress.bytes());
        }
    }

    private void window(int bytes) {
        if (maySend + bytes > Integer.MAX_VALUE) {
            throw new ProtocolException("the runner grants " + bytes + " bytes for stream " + number);
        }
        maySend += bytes;
        if (state == State.RUNNING && !requestEnded) {
            listener.credit(bytes);
        }
    }

    private void result(Frame.Result frame) {
        if (headSeen) {
            throw new ProtocolException("the runner answers stream " + number + " twice");
        }
        headSeen = true;
        status = frame.status();
        if (state == State.RUNNING) {
            listener.head(frame.status(), frame.headers());
        }
        if (frame.end()) {
            answered(Headers.EMPTY);
        }
    }

    private void progress(ByteBuffer bytes) {
        if (state == State.RUNNING) {
            listener.progress(bytes);
        }
    }

    private void data(Frame.Data frame) {
        int length = frame.bytes().remaining();
        mayReceive -= length;
        checkBody();
        if (state == State.RUNNING && length > 0) {
            listener.data(frame.bytes());
        }
        if (frame.end()) {
            answered(Headers.EMPTY);
        }
    }

    private void checkBody() {
        if (!headSeen) {
            throw new ProtocolException("the runner sends a body on stream " + number + " before a result");
        }
        if (mayReceive < 0) {
            throw new ProtocolException(
                    "the runner sends " + -mayReceive + " bytes more on stream " + number + " than it was granted");
        }
    }

    private void trailers(Frame.Trailers frame) {
        checkBody();
        answered(frame.trailers());
    }

    private void answered(Headers trailers) {
        switch (state) {
            case RUNNING -> {
                listener.end(trailers);
                finish(new StreamEnd.Answered(status));
            }
            case CANCELLED, ABANDONED -> finish(new StreamEnd.Failed(InvokeFault.CANCELLED, FunctionError.of("")));
            case TIMED_OUT -> outOfTime();
            case OVER -> throw new IllegalStateException("an invocation that is over has no answer");
        }
    }

    private void error(Frame.Error frame) {
        InvokeFault fault = switch (state) {
            case RUNNING -> frame.fault();
            case CANCELLED, ABANDONED -> InvokeFault.CANCELLED;
            case TIMED_OUT -> InvokeFault.TIMED_OUT;
            case OVER -> throw new IllegalStateException("an invocation that is over has no error");
        };
        StreamEnd end = new StreamEnd.Failed(fault, frame.error());
        if (state == State.TIMED_OUT) {
            outOfTime = end;
            outOfTime();
        } else {
            finish(end);
        }
    }

    /** Whether this is the first that it hears in a batch. */
    boolean touch() {
        boolean first = !touched;
        touched = true;
        return first;
    }

    void settled() {
        touched = false;
        if (state == State.RUNNING) {
            listener.settled();
        }
    }

    void notSent() {
        state = State.OVER;
        listener.finished(new StreamEnd.NotSent());
    }

    /** Its head does not fit into a frame. */
    void refuse(String sentence) {
        state = State.OVER;
        listener.finished(new StreamEnd.TooLarge(sentence));
    }

    void finish(StreamEnd end) {
        if (state != State.OVER) {
            state = State.OVER;
            streams.ended(number, invocationId());
            listener.finished(end);
        }
    }

    private void onOwnThread(Runnable task) {
        if (mayRunHere()) {
            task.run();
        } else {
            connection.execute(task);
        }
    }

    /** Not before it has started: another thread may have opened it, and its start still waits in that thread's queue. */
    private boolean mayRunHere() {
        return connection.isOwnThread() && number != 0;
    }
}
