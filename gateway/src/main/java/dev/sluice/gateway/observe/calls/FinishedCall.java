package dev.sluice.gateway.observe.calls;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.ClientAddress;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.trace.TraceParent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What is told of a call in access records and traces. It holds on to none of the call's headers and bodies, so that
 * calls that wait to be told cost little memory; the query is left out because people put secrets there.
 *
 * @param function the text of its name, namespace included
 * @param client where it came from, at most 64 characters of it; empty if from within
 * @param method at most 32 characters of it
 * @param path at most {@link #MAX_PATH} characters of it
 * @param progress the last that the function said of how far it had come, read as UTF-8, at most 256 characters of it
 */
public record FinishedCall(
        long startEpochMicros,
        String invocation,
        String function,
        int version,
        String instance,
        String entryPoint,
        String client,
        String method,
        String path,
        int status,
        End end,
        Timings timings,
        long totalNanos,
        long bytesIn,
        long bytesOut,
        String traceparent,
        String parentSpan,
        String progress) {

    public static final int MAX_PATH = 1_024;

    /**
     * How it ended.
     *
     * @param outcome the word of its {@link Outcome}, or {@link #REFUSED}
     * @param reason why, where the outcome leaves that open; else empty
     * @param error the class of what the function threw, at most 256 characters of it; empty if it threw nothing
     * @param decorator the one that answered in the function's place; empty if none did
     * @param isAnswer whether its caller got a whole answer of the function, or of a decorator
     */
    public record End(String outcome, String reason, String error, String decorator, boolean isAnswer) {

        /** Of a request that the gateway refused before it could become a call. */
        public static final String REFUSED = "refused";

        public static End of(Outcome outcome) {
            String decorator = outcome instanceof Outcome.Intercepted intercepted ? intercepted.decorator() : "";
            return new End(
                    outcome.word(),
                    outcome.reasonWord(),
                    cut(outcome.thrownClass(), MAX_CLASS),
                    decorator,
                    outcome.isAnswer());
        }
    }

    /** The record of a request that became no call, and so is known by its id and its head alone. */
    public static FinishedCall refused(
            InvocationId id, String function, String client, String method, String path, int status, String reason) {
        return new FinishedCall(
                System.currentTimeMillis() * 1_000,
                id.value(),
                function,
                0,
                "",
                "http",
                cut(client, MAX_CLIENT),
                cut(method, MAX_METHOD),
                cut(path, MAX_PATH),
                status,
                new End(End.REFUSED, reason, "", "", false),
                Timings.NONE,
                0,
                0,
                0,
                "",
                "",
                "");
    }

    private static final int MAX_CLIENT = 64;
    private static final int MAX_METHOD = 32;
    private static final int MAX_CLASS = 256;
    private static final int MAX_PROGRESS = 256;
    private static final int TRACEPARENT_LENGTH = 55;

    public static FinishedCall of(InvocationRecord call) {
        RequestHead head = call.invocation().head();
        return new FinishedCall(
                call.startEpochMicros(),
                call.invocation().id().value(),
                call.invocation().function().value(),
                call.version(),
                call.instance(),
                call.entryPoint(),
                cut(ClientAddress.of(head.headers()), MAX_CLIENT),
                cut(head.method(), MAX_METHOD),
                cut(head.path(), MAX_PATH),
                call.status(),
                End.of(call.outcome()),
                call.timings(),
                call.totalNanos(),
                call.bytesIn(),
                call.bytesOut(),
                call.traceparent(),
                call.parentSpan(),
                text(call.progress()));
    }

    /** The namespace of the function. */
    public String namespace() {
        int slash = function.indexOf('/');
        return slash < 0 ? Namespace.DEFAULT.value() : function.substring(0, slash);
    }

    /** The function's name within its namespace. */
    public String name() {
        return function.substring(function.indexOf('/') + 1);
    }

    /** The trace that it belongs to, 32 hexadecimal digits; empty when there is none. */
    public String traceId() {
        return isTraced() ? TraceParent.trace(traceparent) : "";
    }

    /** The span of this hop, 16 hexadecimal digits; empty when there is none. */
    public String spanId() {
        return isTraced() ? TraceParent.span(traceparent) : "";
    }

    /** Whether whoever began the trace wants it recorded. */
    public boolean isSampled() {
        return isTraced() && TraceParent.isSampled(traceparent);
    }

    private boolean isTraced() {
        return traceparent.length() == TRACEPARENT_LENGTH;
    }

    private static String text(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return "";
        }
        int most = Math.min(bytes.remaining(), 4 * MAX_PROGRESS);
        return cut(
                StandardCharsets.UTF_8
                        .decode(bytes.slice(bytes.position(), most))
                        .toString(),
                MAX_PROGRESS);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
