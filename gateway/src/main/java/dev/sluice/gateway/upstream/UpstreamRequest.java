package dev.sluice.gateway.upstream;

import dev.sluice.core.function.Backend;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.gateway.http.HeaderNames;
import dev.sluice.gateway.upstream.wire.BadRequestException;
import dev.sluice.gateway.upstream.wire.RequestWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/** A call as a request to its upstream: without what belongs to one connection only (RFC 9110, 7.6.1). */
final class UpstreamRequest {

    private static final String VIA = "1.1 sluice";

    private static final int USUAL_HEAD_BYTES = 1024;

    private final Backend.Upstream upstream;
    private final RequestHead head;
    private final Headers fields;

    /** {@code fields}: those of the head, and what the platform adds. */
    UpstreamRequest(Backend.Upstream upstream, RequestHead head, Headers fields) {
        this.upstream = upstream;
        this.head = head;
        this.fields = fields;
    }

    /** All of it. */
    ByteBuf whole(ByteBufAllocator buffers, ByteBuffer body) throws BadRequestException {
        return write(buffers, body.remaining(), writer -> {
            if (body.hasRemaining() || fields.first("content-length").isPresent()) {
                writer.field("Content-Length", Integer.toString(body.remaining()));
            }
            writer.endOfHead();
            writer.bytes(body);
        });
    }

    /** Its head; the body comes piece by piece. */
    ByteBuf beginning(ByteBufAllocator buffers, StreamedBody body) throws BadRequestException {
        return write(buffers, 0, writer -> {
            if (body.length().isPresent()) {
                writer.field("Content-Length", Long.toString(body.length().get()));
            } else {
                writer.field("Transfer-Encoding", "chunked");
            }
            writer.endOfHead();
        });
    }

    private interface Rest {
        void write(RequestWriter writer) throws BadRequestException;
    }

    private ByteBuf write(ByteBufAllocator buffers, int bodyBytes, Rest rest) throws BadRequestException {
        ByteBuf out = buffers.directBuffer(USUAL_HEAD_BYTES + bodyBytes);
        try {
            RequestWriter writer = new RequestWriter(out);
            UpstreamUrl url = upstream.url();
            writer.line(head.method(), UpstreamTarget.of(url, head));
            writer.field("Host", url.authority());
            fields(writer);
            rest.write(writer);
            return out.retain();
        } finally {
            out.release();
        }
    }

    private void fields(RequestWriter writer) throws BadRequestException {
        String via = "";
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (name.equalsIgnoreCase("via")) {
                via += fields.value(i) + ", ";
            } else if (!name.equalsIgnoreCase("host")
                    && !name.equalsIgnoreCase("content-length")
                    && !HeaderNames.isHopByHop(name)) {
                writer.field(name, fields.value(i));
            }
        }
        writer.field("Via", via + VIA);
        if (!upstream.reuse()) {
            writer.field("Connection", "close");
        }
    }
}
