package dev.sluice.gateway.upstream;

import dev.sluice.core.function.Backend;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.gateway.upstream.wire.BadRequestException;
import dev.sluice.gateway.upstream.wire.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call on its way to an upstream and back. All of its state belongs to one event loop. */
final class UpstreamCall implements Call {

    private static final int EARLY_HINTS = 103;
    private static final int REQUEST_TIMEOUT = 408;

    private static final PooledByteBufAllocator BUFFERS = PooledByteBufAllocator.DEFAULT;

    private final Upstreams upstreams;
    private final FunctionVersion version;
    private final Backend.Upstream upstream;
    private final Duration budget;
    private final Invocation invocation;
    private final CallListener listener;
    private final EventLoop loop;
    private final ConnectionLease lease;
    private final UpstreamAnswer answer;
    private final long enteredNanos = System.nanoTime();

    private @Nullable Future<?> timer;
    private @Nullable Attempt attempt;
    private @Nullable StreamedBody streamed;
    private boolean started;
    private int uncredited;
    private boolean settling;
    private boolean over;

    UpstreamCall(
            Upstreams upstreams,
            FunctionVersion version,
            Backend.Upstream upstream,
            Duration budget,
            Invocation invocation,
            CallListener listener) {
        this.upstreams = upstreams;
        this.version = version;
        this.upstream = upstream;
        this.budget = budget;
        this.invocation = invocation;
        this.listener = listener;
        this.loop = upstreams.loops().here();
        this.lease = new ConnectionLease(upstreams, upstream, loop, this);
        this.answer = new UpstreamAnswer(listener, invocation.head().method());
    }

    /** Never at once: whoever begins it has to know of it before it is told anything. */
    void begin() {
        loop.execute(() -> {
            if (over) {
                return;
            }
            if (!upstreams.settings().allowed().allow(upstream.url())) {
                fail(UpstreamFaults.notAllowed(upstream.url()));
                return;
            }
            timer = loop.schedule(
                    () -> fail(UpstreamFaults.late(upstream.url(), budget)), budget.toNanos(), TimeUnit.NANOSECONDS);
            lease.seek();
        });
    }

    /** There is no connection for it. */
    void refused(Outcome why) {
        fail(why);
    }

    /** Sends it on this connection. */
    void connected(Connection connection) {
        Attempt next = new Attempt(this, connection);
        try {
            ByteBuf request = request();
            attempt = next;
            next.begin(invocation.head().method(), request, streamed == null);
        } catch (BadRequestException e) {
            connection.close();
            fail(UpstreamFaults.unsendable(upstream.url(), e));
        }
    }

    private ByteBuf request() throws BadRequestException {
        Headers chained = upstreams.chains().through(invocation);
        UpstreamRequest request = new UpstreamRequest(upstream, invocation.head(), chained);
        return switch (invocation.body()) {
            case Body.Complete(ByteBuffer bytes) -> request.whole(BUFFERS, bytes);
            case Body.Streamed() -> {
                StreamedBody body = StreamedBody.of(chained);
                streamed = body;
                yield request.beginning(BUFFERS, body);
            }
        };
    }

    /** The request is on its way. */
    void sent(Attempt by) {
        if (by != attempt) {
            return;
        }
        if (!started) {
            started = true;
            listener.started(version, "", Timings.NONE);
        }
        if (streamed != null) {
            listener.credit(Body.MAX_COMPLETE);
            settle();
        }
    }

    /** Its connection could not be used, and nothing was sent on it: it has another, unless a new one ended so soon. */
    void stale(Attempt by) {
        if (by != attempt) {
            return;
        }
        attempt = null;
        if (by.onKept()) {
            lease.renew();
        } else {
            fail(UpstreamFaults.reset(upstream.url()));
        }
    }

    void lost(Attempt by, Throwable cause) {
        if (by != attempt) {
            return;
        }
        attempt = null;
        if (mayGoAgain(by)) {
            lease.renew();
        } else {
            fail(UpstreamFaults.of(upstream.url(), cause));
        }
    }

    /**
     * A connection that served others may have been about to end, or what came on it may have been for them: a call that does no harm
     * twice goes again on one of its own.
     */
    private boolean mayGoAgain(Attempt by) {
        return by.onKept()
                && !answer.begun()
                && invocation.body() instanceof Body.Complete
                && invocation.head().isIdempotent();
    }

    void interim(Attempt by, int status, Headers fields) {
        if (by == attempt && status == EARLY_HINTS) {
            answer.hint(fields);
        }
    }

    void answered(Attempt by, int status, Headers fields, boolean lasting) {
        if (by != attempt) {
            return;
        }
        if (status == REQUEST_TIMEOUT && !lasting && by.onKept() && streamed == null) {
            // The upstream grew tired of a connection without calls (RFC 9110, 15.5.9): this call was on its way then.
            by.abort();
            lost(by, new ClosedChannelException());
        } else if (!answer.head(status, fields)) {
            fail(UpstreamFaults.unfit(upstream.url(), answer.fault()));
        }
    }

    void piece(Attempt by, ByteBuf bytes) {
        if (by == attempt) {
            answer.piece(bytes);
        } else {
            bytes.release();
        }
    }

    /** Whether the connection is of use; it is not if this is no concern of the call's any more. */
    boolean ended(Attempt by, Headers trailers, boolean reusable) {
        if (by != attempt) {
            return false;
        }
        attempt = null;
        boolean kept = lease.release(reusable);
        if (answer.end(trailers)) {
            goOn();
        } else {
            fail(UpstreamFaults.unfit(upstream.url(), answer.fault()));
        }
        return kept;
    }

    /** All that came at one go has been told: hands it on, and reads more if there is room for it. */
    void readOn(Attempt by) {
        if (by == attempt) {
            if (answer.takeUnsettled()) {
                listener.settled();
            }
            readIfThereIsRoom();
        }
    }

    private void readIfThereIsRoom() {
        if (attempt != null && answer.hasRoom()) {
            attempt.read();
        }
    }

    /** Ends the call if all has been told, or sees to it that what has been told is handed on. */
    private void goOn() {
        Headers trailers = answer.trailersAtEnd();
        if (trailers != null && !over) {
            leave();
            listener.end(trailers);
            listener.finished(new Outcome.Succeeded(answer.status()), timings());
        } else if (answer.isUnsettled()) {
            settle();
        }
    }

    private void fail(Outcome outcome) {
        if (over) {
            return;
        }
        leave();
        Attempt cut = attempt;
        attempt = null;
        if (cut != null) {
            cut.abort();
        }
        lease.leave();
        answer.drop();
        listener.finished(outcome, timings());
    }

    private void leave() {
        over = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private Timings timings() {
        return new Timings(0, 0, System.nanoTime() - enteredNanos, false);
    }

    /** What is told in one turn of the loop is handed on together. */
    private void settle() {
        if (!settling) {
            settling = true;
            loop.execute(() -> {
                settling = false;
                answer.takeUnsettled();
                if (!over) {
                    listener.settled();
                }
            });
        }
    }

    void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    @Override
    public void write(ByteBuffer bytes) {
        if (loop.inEventLoop()) {
            send(bytes);
        } else {
            ByteBuffer copy = ByteBuffer.allocate(bytes.remaining())
                    .put(bytes.duplicate())
                    .flip();
            loop.execute(() -> send(copy));
        }
    }

    private void send(ByteBuffer bytes) {
        if (attempt == null || streamed == null || !bytes.hasRemaining()) {
            return;
        }
        try {
            ByteBuf piece = streamed.piece(BUFFERS, bytes);
            uncredited += bytes.remaining();
            attempt.send(piece, false);
        } catch (BadRequestException e) {
            fail(UpstreamFaults.unsendable(upstream.url(), e));
        }
    }

    void writable(Attempt by) {
        if (by == attempt && uncredited > 0) {
            int bytes = uncredited;
            uncredited = 0;
            listener.credit(bytes);
            settle();
        }
    }

    @Override
    public void end(Headers trailers) {
        onLoop(() -> {
            if (attempt == null || streamed == null) {
                return;
            }
            try {
                attempt.send(streamed.end(BUFFERS), true);
            } catch (BadRequestException e) {
                fail(UpstreamFaults.unsendable(upstream.url(), e));
            }
        });
    }

    @Override
    public void grant(int bytes) {
        onLoop(() -> {
            if (over) {
                return;
            }
            answer.grant(bytes);
            goOn();
            readIfThereIsRoom();
        });
    }

    @Override
    public void cancel() {
        onLoop(() -> fail(new Outcome.Cancelled()));
    }
}
