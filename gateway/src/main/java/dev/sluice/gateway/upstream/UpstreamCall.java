package dev.sluice.gateway.upstream;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.gateway.invoke.AnswerCheck;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One call on its way to an upstream and back. All of its state belongs to one event loop. */
final class UpstreamCall implements Call {

    private static final Buffer NOTHING = Buffer.buffer();

    /** Methods that may be sent again when a connection turns out to be closed (RFC 9110, 9.2.2). */
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");

    private final Upstreams upstreams;
    private final FunctionVersion version;
    private final UpstreamUrl url;
    private final Invocation invocation;
    private final CallListener listener;
    private final Context loop;
    private final long enteredNanos = System.nanoTime();

    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private Optional<Long> timer = Optional.empty();
    private int attempts;
    private boolean requestEnded;
    private boolean draining;
    private int uncredited;
    private Buffer held = NOTHING;
    private int heldFrom;
    private int window = Body.MAX_COMPLETE;
    private boolean responseEnded;
    private boolean settling;
    private boolean over;

    UpstreamCall(
            Upstreams upstreams,
            FunctionVersion version,
            UpstreamUrl url,
            Invocation invocation,
            CallListener listener) {
        this.upstreams = upstreams;
        this.version = version;
        this.url = url;
        this.invocation = invocation;
        this.listener = listener;
        Context here = Vertx.currentContext();
        this.loop = here != null && here.isEventLoopContext()
                ? here
                : upstreams.vertx().getOrCreateContext();
    }

    void begin() {
        loop.runOnContext(nothing -> {
            if (!upstreams.settings().allowed().allow(url)) {
                fail(UpstreamFaults.notAllowed(url));
                return;
            }
            long millis = Math.max(1, version.spec().timeout().toMillis());
            timer = Optional.of(upstreams
                    .vertx()
                    .setTimer(
                            millis,
                            id -> onLoop(() ->
                                    fail(UpstreamFaults.late(url, version.spec().timeout())))));
            connect();
        });
    }

    private void connect() {
        if (over) {
            return;
        }
        attempts++;
        upstreams.client().request(UpstreamHead.options(url, invocation.head())).onComplete(made -> {
            if (made.succeeded()) {
                connected(made.result());
            } else {
                fail(UpstreamFaults.of(url, made.cause()));
            }
        });
    }

    private void connected(HttpClientRequest made) {
        if (over) {
            made.reset();
            return;
        }
        request = made;
        made.exceptionHandler(cause -> broken(made, cause));
        made.response().onComplete(answer -> {
            if (answer.succeeded()) {
                answered(answer.result());
            } else {
                broken(made, answer.cause());
            }
        });
        if (attempts == 1) {
            listener.started(version, "", Timings.NONE);
        }
        Headers chained = upstreams.chains().through(invocation.head().headers(), invocation.function());
        switch (invocation.body()) {
            case Body.Complete(ByteBuffer bytes) -> {
                UpstreamHead.write(chained, bytes.remaining(), made);
                requestEnded = true;
                if (bytes.hasRemaining()) {
                    made.end(copy(bytes));
                } else {
                    made.end();
                }
            }
            case Body.Streamed() -> {
                UpstreamHead.writeStreamed(chained, made);
                made.sendHead();
                listener.credit(Body.MAX_COMPLETE);
                settle();
            }
        }
    }

    private static Buffer copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return Buffer.buffer(copy);
    }

    /** A kept connection may have been closed on the other side just now: what does no harm twice is sent again. */
    private void broken(HttpClientRequest which, Throwable cause) {
        if (which != request) {
            return;
        }
        boolean closed = cause instanceof HttpClosedException || cause instanceof IOException;
        boolean again = closed
                && response == null
                && attempts == 1
                && invocation.body() instanceof Body.Complete
                && REPEATABLE.contains(invocation.head().method());
        if (again) {
            // Whatever else is told of this one is of no interest.
            request = null;
            connect();
        } else {
            fail(UpstreamFaults.of(url, cause));
        }
    }

    private void answered(HttpClientResponse answer) {
        if (over) {
            return;
        }
        response = answer;
        answer.exceptionHandler(cause -> fail(UpstreamFaults.of(url, cause)));
        Headers fields = UpstreamHead.fields(answer.headers());
        AnswerCheck check = new AnswerCheck(invocation.head().method());
        if (!check.head(answer.statusCode(), fields)) {
            fail(UpstreamFaults.unfit(url, check.fault()));
            return;
        }
        answer.pause();
        answer.handler(bytes -> {
            held = bytes;
            heldFrom = 0;
            passOn();
        });
        answer.endHandler(nothing -> {
            responseEnded = true;
            passOn();
        });
        listener.head(answer.statusCode(), fields);
        settle();
        answer.fetch(1);
    }

    /** Tells what the caller has room for, and asks for more when all is told. */
    private void passOn() {
        if (over || response == null) {
            return;
        }
        int length = Math.min(window, held.length() - heldFrom);
        boolean told = length > 0;
        if (told) {
            window -= length;
            ByteBuffer piece = held.getByteBuf().nioBuffer(heldFrom, length);
            heldFrom += length;
            listener.data(piece);
            settle();
        }
        if (heldFrom < held.length()) {
            return;
        }
        if (responseEnded) {
            end(response);
        } else if (told) {
            held = NOTHING;
            heldFrom = 0;
            response.fetch(1);
        }
    }

    private void end(HttpClientResponse answer) {
        leave();
        listener.end(UpstreamHead.fields(answer.trailers()));
        listener.finished(new Outcome.Succeeded(answer.statusCode()), timings());
        if (!requestEnded) {
            Objects.requireNonNull(request).reset();
        }
    }

    private void fail(Outcome outcome) {
        if (over) {
            return;
        }
        leave();
        if (request != null) {
            request.reset();
        }
        listener.finished(outcome, timings());
    }

    private void leave() {
        over = true;
        timer.ifPresent(upstreams.vertx()::cancelTimer);
    }

    private Timings timings() {
        return new Timings(0, 0, System.nanoTime() - enteredNanos, false);
    }

    /** What is told in one turn of the loop is handed on together. */
    private void settle() {
        if (!settling) {
            settling = true;
            loop.runOnContext(nothing -> {
                settling = false;
                if (!over) {
                    listener.settled();
                }
            });
        }
    }

    private void onLoop(Runnable task) {
        if (Vertx.currentContext() == loop) {
            task.run();
        } else {
            loop.runOnContext(nothing -> task.run());
        }
    }

    @Override
    public void write(ByteBuffer bytes) {
        Buffer piece = copy(bytes);
        onLoop(() -> {
            if (!over && request != null && piece.length() > 0) {
                request.write(piece);
                uncredited += piece.length();
                creditWhenWritten(request);
            }
        });
    }

    private void creditWhenWritten(HttpClientRequest to) {
        if (!to.writeQueueFull()) {
            int bytes = uncredited;
            uncredited = 0;
            listener.credit(bytes);
            settle();
        } else if (!draining) {
            draining = true;
            to.drainHandler(nothing -> {
                draining = false;
                if (!over) {
                    creditWhenWritten(to);
                }
            });
        }
    }

    @Override
    public void end(Headers trailers) {
        onLoop(() -> {
            if (!over && request != null && !requestEnded) {
                requestEnded = true;
                request.end();
            }
        });
    }

    @Override
    public void grant(int bytes) {
        onLoop(() -> {
            window += bytes;
            passOn();
        });
    }

    @Override
    public void cancel() {
        onLoop(() -> fail(new Outcome.Cancelled()));
    }
}
