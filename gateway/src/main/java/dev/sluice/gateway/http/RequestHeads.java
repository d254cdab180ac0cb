package dev.sluice.gateway.http;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.problem.Problem;
import dev.sluice.core.trace.TraceParent;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the head that a function sees from the one that came in: fields of the connection and fields that only the
 * platform may set are left out, and what the platform knows is added. Made for one request.
 */
final class RequestHeads implements BiConsumer<String, String> {

    private final EntryPointSettings settings;
    private final boolean hideAuthorization;
    private final String connectionLists;
    private String[] fields = new String[32];
    private int used;
    private int bytes;
    private int cookieAt = -1;
    private @Nullable String traceparent;
    private boolean traceparentTwice;
    private String forwardedFor = "";
    private String forwardedProto = "";
    private String forwardedHost = "";
    private String host = "";
    private String priority = "";
    private String parentSpan = "";
    private boolean later;

    private RequestHeads(EntryPointSettings settings, boolean hideAuthorization, String connectionLists) {
        this.settings = settings;
        this.hideAuthorization = hideAuthorization;
        this.connectionLists = connectionLists;
        used = 2;
    }

    /** What came of a request's head. */
    sealed interface Read {
        /**
         * @param parentSpan as in {@link dev.sluice.core.invocation.CallListener#parentSpan}
         * @param background whether the caller says that nobody waits for the answer, see {@link Urgency}
         * @param later whether the caller prefers a call that runs later ({@code Prefer: respond-async}, RFC 7240, 4.1)
         */
        record Good(RequestHead head, String parentSpan, boolean background, boolean later) implements Read {}

        record Bad(Problem problem) implements Read {}
    }

    static Read read(
            HttpServerRequest request, String functionPath, boolean hideAuthorization, EntryPointSettings settings) {
        MultiMap headers = request.headers();
        RequestHeads heads = new RequestHeads(settings, hideAuthorization, connectionLists(headers));
        headers.forEach(heads);
        if (heads.bytes > settings.maxHeaderBytes()) {
            return new Read.Bad(Problems.headersTooLarge(settings.maxHeaderBytes()));
        }
        if (request.method() == HttpMethod.CONNECT) {
            return new Read.Bad(
                    Problems.badRequest("CONNECT asks for a tunnel, and there is none here. Use another method."));
        }
        Optional<String> smuggled = framingFault(request, headers);
        if (smuggled.isPresent()) {
            return new Read.Bad(Problems.badRequest(smuggled.get()));
        }
        String query = request.query();
        RequestHead head = new RequestHead(
                request.method().name(), functionPath, query == null ? "" : query, heads.complete(request));
        return new Read.Good(head, heads.parentSpan, heads.isBackground(), heads.later);
    }

    private static String connectionLists(MultiMap headers) {
        if (!headers.contains(HttpHeaders.CONNECTION)) {
            return "";
        }
        List<String> all = headers.getAll(HttpHeaders.CONNECTION);
        return all.size() == 1 ? all.get(0) : String.join(",", all);
    }

    /** What could make us and a proxy before us disagree on where a body ends (RFC 9112, 6.3). */
    private static Optional<String> framingFault(HttpServerRequest request, MultiMap headers) {
        if (!headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
            return Optional.empty();
        }
        if (headers.contains(HttpHeaders.CONTENT_LENGTH)) {
            return Optional.of("The request has both Content-Length and Transfer-Encoding. Send one of them.");
        }
        if (request.version() != HttpVersion.HTTP_1_1) {
            return Optional.of("Transfer-Encoding is a thing of HTTP/1.1 only. Send a Content-Length.");
        }
        List<String> codings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
        return codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked")
                ? Optional.empty()
                : Optional.of("The only Transfer-Encoding that is taken is 'chunked', once.");
    }

    @Override
    public void accept(String name, String value) {
        bytes += name.length() + value.length();
        if (HeaderNames.isHopByHop(name)
                || HeaderNames.isOurs(name)
                || !connectionLists.isEmpty() && HeaderNames.lists(connectionLists, name)) {
            return;
        }
        switch (name.length()) {
            case 4 -> host(name, value);
            case 6 -> cookieExpectOrPrefer(name, value);
            case 8 -> priority(name, value);
            case 11 -> trace(name, value);
            case 13 -> authorization(name, value);
            default -> forwarded(name, value);
        }
    }

    private void host(String name, String value) {
        if (name.equalsIgnoreCase("host")) {
            host = value;
        }
        keepUnlessPseudo(name, value);
    }

    private void cookieExpectOrPrefer(String name, String value) {
        if (name.equalsIgnoreCase("expect")) {
            return;
        }
        later |= name.equalsIgnoreCase("prefer") && HeaderNames.lists(value, "respond-async");
        if (!name.equalsIgnoreCase("cookie")) {
            keepUnlessPseudo(name, value);
        } else if (cookieAt < 0) {
            cookieAt = used + 1;
            keep(name, value);
        } else {
            fields[cookieAt] += "; " + value;
        }
    }

    private void priority(String name, String value) {
        if (name.equalsIgnoreCase("priority")) {
            priority = priority.isEmpty() ? value : priority + "," + value;
        }
        keepUnlessPseudo(name, value);
    }

    private boolean isBackground() {
        return !priority.isEmpty() && Urgency.isBackground(priority);
    }

    private void forwarded(String name, String value) {
        if (!HeaderNames.isForwarded(name)) {
            keepUnlessPseudo(name, value);
        } else if (settings.trustForwarded()) {
            trusted(name, value);
        }
    }

    private void trusted(String name, String value) {
        if (name.equalsIgnoreCase("x-forwarded-for")) {
            forwardedFor = forwardedFor.isEmpty() ? value : forwardedFor + ", " + value;
        } else if (name.equalsIgnoreCase("x-forwarded-proto")) {
            forwardedProto = value;
        } else if (name.equalsIgnoreCase("x-forwarded-host")) {
            forwardedHost = value;
        } else {
            keep(name, value);
        }
    }

    private void trace(String name, String value) {
        if (name.equalsIgnoreCase("traceparent")) {
            traceparentTwice = traceparent != null;
            traceparent = value;
        } else {
            keepUnlessPseudo(name, value);
        }
    }

    private void authorization(String name, String value) {
        if (!hideAuthorization || !name.equalsIgnoreCase("authorization")) {
            keepUnlessPseudo(name, value);
        }
    }

    /** HTTP/2 has fields that begin with a colon; they are no headers. */
    private void keepUnlessPseudo(String name, String value) {
        if (name.charAt(0) != ':') {
            keep(name, value);
        }
    }

    private void keep(String name, String value) {
        if (used + 2 > fields.length) {
            fields = Arrays.copyOf(fields, fields.length * 2);
        }
        fields[used++] = name;
        fields[used++] = value;
    }

    private Headers complete(HttpServerRequest request) {
        fields[0] = "traceparent";
        if (traceparent != null && !traceparentTwice && TraceParent.isValid(traceparent)) {
            fields[1] = TraceParent.continued(traceparent);
            parentSpan = TraceParent.span(traceparent);
        } else {
            fields[1] = TraceParent.begun(settings.traceRatio());
            dropTracestate();
        }
        if (host.isEmpty()
                && request.authority() != null
                && !request.authority().host().isEmpty()) {
            host = request.authority().toString();
            keep("host", host);
        }
        SocketAddress client = request.remoteAddress();
        String address = client == null || client.hostAddress() == null ? "" : client.hostAddress();
        if (!address.isEmpty()) {
            keep("X-Forwarded-For", forwardedFor.isEmpty() ? address : forwardedFor + ", " + address);
        }
        keep("X-Forwarded-Proto", forwardedProto.isEmpty() ? (request.isSSL() ? "https" : "http") : forwardedProto);
        String seen = forwardedHost.isEmpty() ? host : forwardedHost;
        if (!seen.isEmpty()) {
            keep("X-Forwarded-Host", seen);
        }
        return Headers.of(used == fields.length ? fields : Arrays.copyOf(fields, used));
    }

    private void dropTracestate() {
        int to = 2;
        for (int from = 2; from < used; from += 2) {
            if (!fields[from].equalsIgnoreCase("tracestate")) {
                fields[to] = fields[from];
                fields[to + 1] = fields[from + 1];
                to += 2;
            }
        }
        if (to < used) {
            cookieAt = -1;
        }
        used = to;
    }
}
