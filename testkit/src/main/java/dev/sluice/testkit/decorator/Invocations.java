package dev.sluice.testkit.decorator;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Calls of the function {@code hello}, for tests. */
public final class Invocations {

    private Invocations() {}

    public static Invocation get(String... headers) {
        return of("GET", Body.EMPTY, headers);
    }

    /** A call with a JSON body that is at hand. */
    public static Invocation post(String json, String... headers) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Headers all = Headers.of(headers)
                .plus("content-type", "application/json")
                .plus("content-length", Integer.toString(bytes.length));
        return of("POST", new Body.Complete(ByteBuffer.wrap(bytes)), all);
    }

    /** A call whose body is streamed, of a length that nobody tells. */
    public static Invocation streamed(String... headers) {
        return of("POST", new Body.Streamed(), headers);
    }

    public static Invocation of(String method, Body body, String... headers) {
        return of(method, body, Headers.of(headers));
    }

    private static Invocation of(String method, Body body, Headers headers) {
        return new Invocation(
                InvocationId.next(0), new FunctionName("hello"), new RequestHead(method, "/", "", headers), body);
    }
}
