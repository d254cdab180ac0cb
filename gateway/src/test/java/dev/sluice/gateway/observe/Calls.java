package dev.sluice.gateway.observe;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;

/** Records of calls, as the invoker makes them. */
public final class Calls {

    public static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    public static final String SPAN = "b7ad6b7169203331";
    public static final String PARENT = "00f067aa0ba902b7";

    private Calls() {}

    /** A cold call of {@code hello} that took 1 ms in the queue, 6.5 ms to start and 2.25 ms to run, 9.8 ms in all. */
    public static InvocationRecord cold() {
        return call("hello", new Outcome.Succeeded(201), 201, new Timings(1_000_000, 6_500_000, 2_250_000, true));
    }

    /** A warm call that ran 2 ms. */
    public static InvocationRecord warm(String function) {
        return call(function, new Outcome.Succeeded(200), 200, new Timings(0, 0, 2_000_000, false));
    }

    /** A call that ended with {@code outcome} before it reached an instance. */
    public static InvocationRecord refused(String function, Outcome outcome, int status) {
        InvocationRecord call = call(function, outcome, status, Timings.NONE);
        return new InvocationRecord(
                call.invocation(),
                3,
                "",
                outcome,
                Timings.NONE,
                status,
                0,
                0,
                1_770_091_506_000_007L,
                40_000,
                call.traceparent(),
                "",
                ByteBuffer.allocate(0));
    }

    public static InvocationRecord call(String function, Outcome outcome, int status, Timings timings) {
        return traced(function, outcome, status, timings, "00-" + TRACE + "-" + SPAN + "-01", PARENT);
    }

    public static InvocationRecord traced(
            String function, Outcome outcome, int status, Timings timings, String traceparent, String parent) {
        Headers headers = Headers.of(
                "authorization",
                "Bearer secret-of-a-caller",
                "x-forwarded-for",
                "192.0.2.7",
                "traceparent",
                traceparent);
        return new InvocationRecord(
                new Invocation(
                        new InvocationId("01HZY3V8C4R6T5J0Q2N7M9K8P1"),
                        new FunctionName(function),
                        new RequestHead("POST", "/a%20b/c", "key=secret-in-a-query", headers),
                        Body.EMPTY),
                3,
                "r7",
                outcome,
                timings,
                status,
                128,
                1_024,
                1_770_091_506_000_007L,
                timings.queued() + timings.cold() + timings.run() + 50_000,
                traceparent,
                parent,
                ByteBuffer.allocate(0));
    }

    /** A warm call of {@code hello} that said how far it had come. */
    public static InvocationRecord withProgress(ByteBuffer progress) {
        return copy(warm("hello"), warm("hello").invocation(), progress);
    }

    /** A warm call of {@code hello} at {@code path}. */
    public static InvocationRecord withPath(String path) {
        InvocationRecord call = warm("hello");
        Invocation invocation = call.invocation();
        RequestHead head = new RequestHead("GET", path, "", Headers.EMPTY);
        return copy(call, invocation.with(head, Body.EMPTY), call.progress());
    }

    private static InvocationRecord copy(InvocationRecord call, Invocation invocation, ByteBuffer progress) {
        return new InvocationRecord(
                invocation,
                call.version(),
                call.instance(),
                call.outcome(),
                call.timings(),
                call.status(),
                call.bytesIn(),
                call.bytesOut(),
                call.startEpochMicros(),
                call.totalNanos(),
                call.traceparent(),
                call.parentSpan(),
                progress);
    }
}
