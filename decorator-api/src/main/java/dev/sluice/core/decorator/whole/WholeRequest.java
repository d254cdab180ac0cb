package dev.sluice.core.decorator.whole;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A request with its body in memory.
 *
 * @param body read-only
 */
public record WholeRequest(InvocationId id, RequestHead head, ByteBuffer body) {

    public WholeRequest {
        body = body.asReadOnlyBuffer();
    }

    public WholeRequest with(RequestHead other) {
        return new WholeRequest(id, other, body);
    }

    public WholeRequest with(Headers headers) {
        return with(new RequestHead(head.method(), head.path(), head.query(), headers));
    }

    /** This with another body, whose length its head tells; the array must not be changed any more. */
    public WholeRequest withBody(byte[] other) {
        Headers headers = head.headers().with("content-length", Integer.toString(other.length));
        RequestHead changed = new RequestHead(head.method(), head.path(), head.query(), headers);
        return new WholeRequest(id, changed, ByteBuffer.wrap(other));
    }

    /** A copy of the body. */
    public byte[] bytes() {
        byte[] copy = new byte[body.remaining()];
        body.get(body.position(), copy);
        return copy;
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
