package dev.sluice.gateway.http;

import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Headers;
import dev.sluice.gateway.framing.AnnouncedBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request. What comes together with its head, up to 64 KiB, is taken as it is; a longer or a later body
 * is read only as fast as the function takes it. Only for the request's event loop.
 */
final class RequestBody {

    /** What is read and thrown away of a body that nobody wants any more, so that its sender gets to see the answer. */
    private static final int MOST_DISCARDED = 1024 * 1024;

    private final HttpServerRequest request;
    private final Consumer<Body> ready;
    private final boolean expectsContinue;
    private @Nullable Buffer waiting;
    private @Nullable Call call;
    private boolean handedOver;
    private boolean ended;
    private int credit;
    private int discarded;

    /** {@code ready} is told once what kind of body it is. */
    RequestBody(HttpServerRequest request, Consumer<Body> ready) {
        this.request = request;
        this.ready = ready;
        this.expectsContinue = expects100(request);
    }

    /** Whether the sender waits for our word before it sends the body. */
    boolean expectsContinue() {
        return expectsContinue;
    }

    boolean ended() {
        return ended;
    }

    void read(Consumer<Runnable> later) {
        if (request.isEnded() || !AnnouncedBody.mayFollow(request)) {
            ended = true;
            handOver(Body.EMPTY);
            return;
        }
        request.handler(this::arrived);
        request.endHandler(nothing -> finished());
        if (expectsContinue) {
            stream();
            return;
        }
        request.resume();
        if (!handedOver) {
            later.accept(this::batchOver);
        }
    }

    private void batchOver() {
        if (!handedOver) {
            stream();
        }
    }

    private void stream() {
        request.pause();
        handOver(new Body.Streamed());
    }

    private void handOver(Body body) {
        handedOver = true;
        ready.accept(body);
    }

    private void arrived(Buffer bytes) {
        if (discarded > 0) {
            discard(bytes);
        } else if (handedOver && waiting == null && bytes.length() <= credit) {
            write(bytes);
        } else {
            waiting = waiting == null ? bytes : waiting.appendBuffer(bytes);
            if (handedOver || waiting.length() > Body.MAX_COMPLETE) {
                request.pause();
            }
            if (!handedOver && waiting.length() > Body.MAX_COMPLETE) {
                stream();
            }
        }
    }

    private void finished() {
        ended = true;
        if (!handedOver) {
            handOver(
                    waiting == null
                            ? Body.EMPTY
                            : new Body.Complete(waiting.getByteBuf().nioBuffer()));
        } else if (call != null && waiting == null && discarded == 0) {
            call.end(Headers.EMPTY);
        }
    }

    /** The function takes {@code bytes} more. */
    void credit(Call to, int bytes) {
        call = to;
        credit += bytes;
        Buffer held = waiting;
        waiting = null;
        if (held != null && held.length() > credit) {
            waiting = held.slice(credit, held.length());
            held = held.slice(0, credit);
        }
        if (held != null && held.length() > 0) {
            write(held);
        }
        if (waiting == null && ended) {
            to.end(Headers.EMPTY);
        } else if (waiting == null && credit > 0) {
            request.resume();
        }
    }

    private void write(Buffer bytes) {
        credit -= bytes.length();
        if (call != null) {
            call.write(bytes.getByteBuf().nioBuffer());
        }
        if (credit == 0 && !ended) {
            request.pause();
        }
    }

    /** Nobody wants it any more: the rest is thrown away, and if it is long the connection is closed. */
    void abandon() {
        if (!ended && discarded == 0 && !request.isEnded()) {
            discarded = 1;
            waiting = null;
            request.handler(this::arrived);
            request.resume();
        }
    }

    /** Whether {@link #abandon} may have to close the connection: more is to come than it reads, or nobody knows. */
    boolean mayBeCut() {
        if (ended || request.isEnded()) {
            return false;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null || length.length() > 9 || Integer.parseInt(length) > MOST_DISCARDED;
    }

    private void discard(Buffer bytes) {
        discarded += bytes.length();
        if (discarded > MOST_DISCARDED) {
            request.pause();
            request.connection().close();
        }
    }

    private static boolean expects100(HttpServerRequest request) {
        String expect = request.getHeader(HttpHeaders.EXPECT);
        return expect != null && expect.equalsIgnoreCase("100-continue");
    }
}
