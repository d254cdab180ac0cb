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
import dev.sluice.gateway.invoke.AnswerCheck;
import dev.sluice.gateway.upstream.connections.Grant;
import dev.sluice.gateway.upstream.connections.Origin;
import dev.sluice.gateway.upstream.connections.Place;
import dev.sluice.gateway.upstream.connections.Waiter;
import dev.sluice.gateway.upstream.wire.BadRequestException;
import dev.sluice.gateway.upstream.wire.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call on its way to an upstream and back. All of its state belongs to one event loop. */
final class UpstreamCall implements Call, Waiter {

    /** Methods that may be sent again when a connection turns out to be closed (RFC 9110, 9.2.2). */
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");

    private static final int EARLY_HINTS = 103;
    private static final int REQUEST_TIMEOUT = 408;

    /** So many of them are handed on, so that nobody has a caller's memory filled with them. */
    private static final int MOST_HINTS = 8;

    private static final PooledByteBufAllocator BUFFERS = PooledByteBufAllocator.DEFAULT;

    private final Upstreams upstreams;
    private final FunctionVersion version;
    private final Backend.Upstream upstream;
    private final Invocation invocation;
    private final CallListener listener;
    private final EventLoop loop;
    private final AnswerCheck check;
    private final HeldAnswer held = new HeldAnswer();
    private final long enteredNanos = System.nanoTime();

    private @Nullable Future<?> timer;
    private @Nullable Place place;
    private @Nullable Attempt attempt;
    private @Nullable StreamedBody streamed;
    private boolean dialling;
    private boolean started;
    private int uncredited;
    private int hints;
    private int status;
    private @Nullable Headers trailers;
    private boolean untold;
    private boolean settling;
    private boolean over;

    UpstreamCall(
            Upstreams upstreams,
            FunctionVersion version,
            Backend.Upstream upstream,
            Invocation invocation,
            CallListener listener) {
        this.upstreams = upstreams;
        this.version = version;
        this.upstream = upstream;
        this.invocation = invocation;
        this.listener = listener;
        this.check = new AnswerCheck(invocation.head().method());
        this.loop = upstreams.loops().here();
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
            long nanos = version.spec().timeout().toNanos();
            timer = loop.schedule(
                    () -> fail(
                            UpstreamFaults.late(upstream.url(), version.spec().timeout())),
                    nanos,
                    TimeUnit.NANOSECONDS);
            switch (upstreams.pool().take(origin(), loop, !upstream.reuse(), this)) {
                case Place granted -> placed(granted);
                case Grant.Waiting _ -> {}
                case Grant.Full _, Grant.Retired _ -> fail(UpstreamFaults.busy(upstream.url()));
            }
        });
    }

    private Origin origin() {
        return Origin.of(upstream.url());
    }

    @Override
    public void granted(Place granted) {
        loop.execute(() -> placed(granted));
    }

    private void placed(Place granted) {
        if (over) {
            granted.keep();
            return;
        }
        place = granted;
        granted.connection().ifPresentOrElse(kept -> useOrReplace(kept, granted), () -> dial(granted));
    }

    private void useOrReplace(Connection kept, Place in) {
        if (upstream.reuse()) {
            use(kept);
        } else {
            kept.close();
            dial(in);
        }
    }

    private void dial(Place in) {
        dialling = true;
        Future<Connection> dialled = upstreams.dialler().dial(origin(), loop);
        dialled.addListener(done -> {
            dialling = false;
            if (done.isSuccess()) {
                reached(dialled.getNow(), in);
            } else if (over) {
                in.free();
            } else {
                fail(UpstreamFaults.unreached(upstream.url(), dialled.cause()));
            }
        });
    }

    private void reached(Connection connection, Place in) {
        if (over) {
            connection.close();
            in.free();
        } else {
            in.fill(connection);
            use(connection);
        }
    }

    private void use(Connection connection) {
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
        Headers chained = upstreams.chains().through(invocation.head().headers(), invocation.function());
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
        if (by != attempt || place == null) {
            return;
        }
        attempt = null;
        if (by.onKept()) {
            dial(place);
        } else {
            fail(UpstreamFaults.reset(upstream.url()));
        }
    }

    void lost(Attempt by, Throwable cause) {
        if (by != attempt || place == null) {
            return;
        }
        attempt = null;
        if (mayGoAgain(by)) {
            dial(place);
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
                && status == 0
                && invocation.body() instanceof Body.Complete
                && REPEATABLE.contains(invocation.head().method());
    }

    void interim(Attempt by, int interim, Headers fields) {
        if (by != attempt || interim != EARLY_HINTS || hints == MOST_HINTS) {
            return;
        }
        hints++;
        Headers told = UpstreamFields.endToEnd(fields);
        if (new AnswerCheck(invocation.head().method()).fields(told)) {
            listener.earlyHints(told);
            untold = true;
        }
    }

    void answered(Attempt by, int answer, Headers fields, boolean lasting) {
        if (by != attempt || place == null) {
            return;
        }
        if (answer == REQUEST_TIMEOUT && !lasting && mayGoAgain(by)) {
            // Somebody grew tired of a connection without calls (RFC 9110, 15.5.9); this one had not come yet.
            attempt = null;
            by.abort();
            dial(place);
            return;
        }
        Headers told = UpstreamFields.endToEnd(fields);
        if (!check.head(answer, told)) {
            fail(UpstreamFaults.unfit(upstream.url(), check.fault()));
            return;
        }
        status = answer;
        listener.head(answer, told);
        untold = true;
    }

    void piece(Attempt by, ByteBuf bytes) {
        if (by != attempt) {
            bytes.release();
            return;
        }
        held.add(bytes);
        passOn();
    }

    /** False if this is no concern of the call's any more. */
    boolean ended(Attempt by, Headers told, boolean reusable) {
        Place had = place;
        if (by != attempt || had == null) {
            return false;
        }
        attempt = null;
        place = null;
        boolean kept = reusable && upstream.reuse();
        if (kept) {
            had.keep();
        } else {
            had.free();
        }
        Headers sendable = UpstreamFields.endToEnd(told);
        if (check.fields(sendable)) {
            trailers = sendable;
            passOn();
        } else {
            fail(UpstreamFaults.unfit(upstream.url(), check.fault()));
        }
        return kept;
    }

    /** All that came at one go has been told: hands it on, and reads more if there is room for it. */
    void readOn(Attempt by) {
        if (by != attempt) {
            return;
        }
        if (untold) {
            untold = false;
            listener.settled();
        }
        readIfThereIsRoom();
    }

    private void readIfThereIsRoom() {
        if (attempt != null && held.hasRoom()) {
            attempt.read();
        }
    }

    private void passOn() {
        untold |= held.tell(listener);
        if (trailers != null && held.isTold() && !over) {
            leave();
            listener.end(trailers);
            listener.finished(new Outcome.Succeeded(status), timings());
        }
    }

    private void fail(Outcome outcome) {
        if (over) {
            return;
        }
        leave();
        upstreams.pool().leave(origin(), this);
        Attempt cut = attempt;
        attempt = null;
        if (cut != null) {
            cut.abort();
        }
        if (place != null && !dialling) {
            place.free();
        }
        held.drop();
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
                untold = false;
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
            held.grant(bytes);
            passOn();
            if (untold && !over) {
                settle();
            }
            readIfThereIsRoom();
        });
    }

    @Override
    public void cancel() {
        onLoop(() -> fail(new Outcome.Cancelled()));
    }
}
