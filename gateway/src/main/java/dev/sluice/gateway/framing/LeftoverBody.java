package dev.sluice.gateway.framing;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerRequestInternal;

/**
 * The rest of a request's body that nobody wants, because the request was refused before it came. It is read and thrown away, up
 * to 64 MiB and for 30 s, so that a client that writes all before it reads gets to see the answer; then the connection is
 * closed (HTTP/2: the stream is reset).
 */
public final class LeftoverBody {

    private static final long MOST = 64L << 20;
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final long LOOK_MILLIS = 100;

    private final HttpServerRequest request;
    private final long patienceNanos;
    private final long since = System.nanoTime();
    private long read;
    private boolean ended;

    private LeftoverBody(HttpServerRequest request, long patienceNanos) {
        this.request = request;
        this.patienceNanos = patienceNanos;
    }

    /** Throws away what is left. May be called on any thread, before or after the answer; does nothing if all has come. */
    public static void discard(HttpServerRequest request) {
        discard(request, PATIENCE_NANOS);
    }

    static void discard(HttpServerRequest request, long patienceNanos) {
        if (AnnouncedBody.mayFollow(request) && !request.isEnded()) {
            Context home = ((HttpServerRequestInternal) request).context();
            home.runOnContext(nothing -> new LeftoverBody(request, patienceNanos).begin(home));
        }
    }

    private void begin(Context home) {
        if (request.isEnded()) {
            return;
        }
        request.exceptionHandler(gone -> ended = true);
        request.endHandler(nothing -> ended = true);
        request.handler(bytes -> {
            read += bytes.length();
            if (read > MOST) {
                request.pause();
            }
        });
        request.resume();
        if (request.isEnded()) {
            // All had been read by somebody who left it paused: its end was told to them, and is not told again.
            return;
        }
        home.owner().setPeriodic(LOOK_MILLIS, this::look);
    }

    private void look(long timer) {
        boolean enough = read > MOST || System.nanoTime() - since > patienceNanos;
        if (ended) {
            cancel(timer);
        } else if (enough && request.response().ended()) {
            cancel(timer);
            if (request.version() == HttpVersion.HTTP_2) {
                request.response().reset(0);
            } else {
                request.connection().close();
            }
        }
    }

    private void cancel(long timer) {
        ((HttpServerRequestInternal) request).context().owner().cancelTimer(timer);
    }
}
