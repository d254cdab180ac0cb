package dev.sluice.gateway.upstream;

import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.gateway.invoke.HeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Heads on the way to an upstream and back: without what belongs to one connection only (RFC 9110, 7.6.1). */
final class UpstreamHead {

    private static final String VIA = "1.1 sluice";

    /** A dot, as it is and as it may be written. */
    private static final Pattern DOT = Pattern.compile("\\.|%2e", Pattern.CASE_INSENSITIVE);

    /** A segment that is one dot or two. */
    private static final Pattern DOTS = Pattern.compile("/(\\.|%2e){1,2}(/|$)", Pattern.CASE_INSENSITIVE);

    private UpstreamHead() {}

    static RequestOptions options(UpstreamUrl url, RequestHead head) {
        return new RequestOptions()
                .setMethod(HttpMethod.valueOf(head.method()))
                .setHost(url.address())
                .setPort(url.port())
                .setSsl(url.tls())
                .setURI(target(url, head));
    }

    /**
     * The root of the function is the very address of the upstream, with no slash added; no path leads out of that address.
     */
    static String target(UpstreamUrl url, RequestHead head) {
        String below = DOTS.matcher(head.path()).find() ? withoutDots(head.path()) : head.path();
        String path = below.equals("/") && !url.path().isEmpty() ? url.path() : url.path() + below;
        return head.query().isEmpty() ? path : path + "?" + head.query();
    }

    /** As RFC 3986, 5.2.4 has it. */
    private static String withoutDots(String path) {
        Deque<String> kept = new ArrayDeque<>();
        String last = "";
        for (String segment : path.substring(1).split("/", -1)) {
            last = DOT.matcher(segment).replaceAll(".");
            if (last.equals("..")) {
                kept.pollLast();
            } else if (!last.equals(".")) {
                kept.add(segment);
            }
        }
        String slash = last.equals("..") || last.equals(".") ? "/" : "";
        return kept.isEmpty() ? "/" : "/" + String.join("/", kept) + slash;
    }

    /** For a body of this many bytes. */
    static void write(Headers headers, int length, HttpClientRequest request) {
        write(headers, request.headers());
        if (length > 0 || headers.first("content-length").isPresent()) {
            request.headers().set(HttpHeaders.CONTENT_LENGTH, Integer.toString(length));
        }
    }

    /** For a body that comes piece by piece: in chunks, unless its length is known. */
    static void writeStreamed(Headers headers, HttpClientRequest request) {
        write(headers, request.headers());
        headers.first("content-length")
                .ifPresentOrElse(
                        length -> request.headers().set(HttpHeaders.CONTENT_LENGTH, length),
                        () -> request.setChunked(true));
    }

    private static void write(Headers headers, MultiMap fields) {
        String via = VIA;
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (name.equalsIgnoreCase("via")) {
                via = headers.value(i) + ", " + via;
            } else if (!name.equalsIgnoreCase("host")
                    && !name.equalsIgnoreCase("content-length")
                    && !HeaderNames.isHopByHop(name)) {
                fields.add(name, headers.value(i));
            }
        }
        fields.set("Via", via);
    }

    /** What an upstream says, as a function would have said it. */
    static Headers fields(MultiMap fields) {
        String listed = String.join(",", fields.getAll(HttpHeaders.CONNECTION));
        List<String> kept = new ArrayList<>();
        for (Map.Entry<String, String> field : fields) {
            String name = field.getKey();
            if (!HeaderNames.isHopByHop(name) && (listed.isEmpty() || !HeaderNames.lists(listed, name))) {
                kept.add(name);
                kept.add(field.getValue());
            }
        }
        return Headers.of(kept.toArray(String[]::new));
    }
}
