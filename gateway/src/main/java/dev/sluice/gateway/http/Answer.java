package dev.sluice.gateway.http;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.problem.Problem;
import dev.sluice.gateway.framing.HttpDate;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** Writes the answer of one call to its caller. Only for the request's event loop. */
final class Answer {

    private static final CharSequence INVOCATION = AsciiString.cached("Sluice-Invocation");
    private static final CharSequence VERSION = AsciiString.cached("Sluice-Version");
    private static final CharSequence COLD = AsciiString.cached("Sluice-Cold");
    private static final CharSequence SERVER_TIMING = AsciiString.cached("Server-Timing");
    private static final CharSequence DATE = AsciiString.cached("Date");
    private static final CharSequence WWW_AUTHENTICATE = AsciiString.cached("WWW-Authenticate");
    private static final CharSequence TRUE = AsciiString.cached("true");
    private static final CharSequence FALSE = AsciiString.cached("false");
    private static final CharSequence PROBLEM_JSON = AsciiString.cached(Problem.CONTENT_TYPE);
    private static final Buffer NOTHING = Buffer.buffer();

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final InvocationId id;
    private boolean withoutBody;
    private boolean begun;

    Answer(HttpServerRequest request, InvocationId id) {
        this.request = request;
        this.response = request.response();
        this.id = id;
    }

    HttpServerResponse response() {
        return response;
    }

    /** Whether anything of it was sent, so that nothing else can be said any more. */
    boolean begun() {
        return begun;
    }

    /** Tells the caller to send no other request on this connection: it will not be read to its end. */
    void announceClose() {
        if (request.version() != HttpVersion.HTTP_2) {
            response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /**
     * What the answer will probably have, sent before it (RFC 8297). Left out for a caller of HTTP/1.0, which knows no such
     * thing, and for one that is behind with reading.
     */
    void hint(Headers headers) {
        if (begun || request.version() == HttpVersion.HTTP_1_0 || response.writeQueueFull()) {
            return;
        }
        MultiMap fields = HttpHeaders.headers();
        for (int i = 0; i < headers.size(); i++) {
            if (passes(headers.name(i), "") && !HeaderNames.isContentLength(headers.name(i))) {
                fields.add((CharSequence) headers.name(i), headers.value(i));
            }
        }
        response.writeEarlyHints(fields);
    }

    /** All of a function's answer in one write. */
    void whole(int status, Headers headers, Buffer body, Headers trailers, CallTimings timings) {
        MultiMap fields = fields(status, headers, timings);
        if (trailers.size() > 0 && mayHaveTrailers(fields)) {
            response.setChunked(true);
            addTrailers(trailers);
        }
        begun = true;
        response.end(withoutBody ? NOTHING : body, null);
    }

    /** The beginning of a function's answer whose end is not known yet. */
    void begin(int status, Headers headers, CallTimings timings) {
        MultiMap fields = fields(status, headers, timings);
        keepLength(headers, fields);
        if (!withoutBody && mayHaveTrailers(fields)) {
            response.setChunked(true);
        }
        begun = true;
    }

    /** A piece of the body, maybe empty; the head goes with the first. */
    void piece(Buffer bytes) {
        if (!withoutBody) {
            response.write(bytes, null);
        }
    }

    void end(Headers trailers) {
        if (trailers.size() > 0 && response.isChunked()) {
            addTrailers(trailers);
        }
        response.end(NOTHING, null);
    }

    /** Fields that a problem is to have besides its own; to be called before it. */
    void add(Headers fields) {
        for (int i = 0; i < fields.size(); i++) {
            if (passes(fields.name(i), "") && !HeaderNames.isContentLength(fields.name(i))) {
                response.headers().add((CharSequence) fields.name(i), fields.value(i));
            }
        }
    }

    /** {@code close}: the connection is of no more use, because what follows on it is not known. */
    void problem(Problem problem, CallTimings timings, boolean close) {
        MultiMap fields = response.headers();
        response.setStatusCode(problem.status());
        fields.add(HttpHeaders.CONTENT_TYPE, PROBLEM_JSON);
        problem.retryAfterHeader().ifPresent(seconds -> fields.add(HttpHeaders.RETRY_AFTER, seconds));
        if (problem.kind().equals(Problems.ACCESS_DENIED)) {
            fields.add(WWW_AUTHENTICATE, "Bearer realm=\"sluice\"");
        }
        fields.set(DATE, HttpDate.now());
        addOurs(fields, timings);
        Buffer body = Buffer.buffer(problem.during(id).toBytes());
        begun = true;
        if (isHead()) {
            fields.add(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
            body = NOTHING;
        }
        if (!close) {
            response.end(body, null);
        } else if (request.version() == HttpVersion.HTTP_2) {
            response.end(body, sent -> response.reset(0));
        } else {
            fields.add(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            response.end(body, sent -> request.connection().close());
        }
    }

    private boolean isHead() {
        return request.method() == HttpMethod.HEAD;
    }

    /** Ends the connection (HTTP/2: the stream), so that the caller sees that the answer is not complete. */
    void cut() {
        response.reset(2);
    }

    private MultiMap fields(int status, Headers headers, CallTimings timings) {
        response.setStatusCode(status);
        boolean head = isHead();
        withoutBody = head || status == 204 || status == 304;
        MultiMap fields = response.headers();
        String listed = headers.first("connection").orElse("");
        boolean hasDate = false;
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            boolean length = HeaderNames.isContentLength(name);
            if (length ? head || status == 304 : passes(name, listed)) {
                fields.add((CharSequence) name, headers.value(i));
            }
            hasDate |= name.length() == 4 && name.equalsIgnoreCase("date");
        }
        if (!hasDate) {
            fields.add(DATE, HttpDate.now());
        }
        addOurs(fields, timings);
        return fields;
    }

    private static boolean passes(String name, String listed) {
        return !HeaderNames.isHopByHop(name)
                && !HeaderNames.isOurs(name)
                && (listed.isEmpty() || !HeaderNames.lists(listed, name));
    }

    private static void keepLength(Headers headers, MultiMap fields) {
        if (!fields.contains(HttpHeaders.CONTENT_LENGTH)) {
            headers.first("content-length").ifPresent(length -> fields.add(HttpHeaders.CONTENT_LENGTH, length.strip()));
        }
    }

    private void addOurs(MultiMap fields, CallTimings timings) {
        fields.add(INVOCATION, id.value());
        String version = timings.version();
        if (!version.isEmpty()) {
            fields.add(VERSION, version);
            fields.add(COLD, timings.cold() ? TRUE : FALSE);
        }
        fields.add(SERVER_TIMING, timings.serverTiming());
    }

    private boolean mayHaveTrailers(MultiMap fields) {
        return !withoutBody && request.version() == HttpVersion.HTTP_1_1
                ? !fields.contains(HttpHeaders.CONTENT_LENGTH)
                : request.version() == HttpVersion.HTTP_2;
    }

    private void addTrailers(Headers trailers) {
        for (int i = 0; i < trailers.size(); i++) {
            if (passes(trailers.name(i), "") && !HeaderNames.isContentLength(trailers.name(i))) {
                response.trailers().add(trailers.name(i), trailers.value(i));
            }
        }
    }
}
