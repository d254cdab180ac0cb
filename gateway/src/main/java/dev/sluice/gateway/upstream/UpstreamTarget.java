package dev.sluice.gateway.upstream;

import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.invocation.RequestHead;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/** What a request to an upstream is for (RFC 9112, 3.2.1). */
final class UpstreamTarget {

    /** A dot, as it is and as it may be written. */
    private static final Pattern DOT = Pattern.compile("\\.|%2e", Pattern.CASE_INSENSITIVE);

    /** A segment that is one dot or two. */
    private static final Pattern DOTS = Pattern.compile("/(\\.|%2e){1,2}(/|$)", Pattern.CASE_INSENSITIVE);

    private UpstreamTarget() {}

    /**
     * The root of the function is the very address of the upstream, with no slash added; no path leads out of that address.
     */
    static String of(UpstreamUrl url, RequestHead head) {
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
}
