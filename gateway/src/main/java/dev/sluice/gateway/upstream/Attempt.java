package dev.sluice.gateway.upstream;

import dev.sluice.core.invocation.Headers;
import dev.sluice.gateway.upstream.wire.Connection;
import dev.sluice.gateway.upstream.wire.Exchange;
import io.netty.buffer.ByteBuf;

/**
 * A call on one connection, which may be on another event loop than the call: brings each to the other. A call that is sent a second
 * time is another attempt, and what is still told of the first does not concern it.
 */
final class Attempt implements Exchange {

    private final UpstreamCall call;
    private final Connection connection;
    private final boolean onKept;

    Attempt(UpstreamCall call, Connection connection) {
        this.call = call;
        this.connection = connection;
        this.onKept = connection.hasServed();
    }

    /** Whether the connection had served other calls, so that it may have been about to end. */
    boolean onKept() {
        return onKept;
    }

    /** Sends the request, which is released; {@code complete}: nothing follows. */
    void begin(String method, ByteBuf request, boolean complete) {
        connection.run(() -> {
            boolean sent = connection.begin(this, method, request, complete);
            call.onLoop(() -> {
                if (sent) {
                    call.sent(this);
                } else {
                    call.stale(this);
                }
            });
        });
    }

    /** Sends more of the request, which is released. */
    void send(ByteBuf bytes, boolean last) {
        connection.run(() -> connection.send(this, bytes, last));
    }

    void read() {
        connection.run(() -> connection.read(this));
    }

    void abort() {
        connection.run(() -> connection.abort(this));
    }

    @Override
    public void interim(int status, Headers fields) {
        call.onLoop(() -> call.interim(this, status, fields));
    }

    @Override
    public void head(int status, Headers fields, boolean lasting) {
        call.onLoop(() -> call.answered(this, status, fields, lasting));
    }

    @Override
    public void data(ByteBuf bytes) {
        call.onLoop(() -> call.piece(this, bytes));
    }

    @Override
    public void end(Headers trailers, boolean reusable) {
        call.onLoop(() -> {
            if (!call.ended(this, trailers, reusable) && reusable) {
                connection.close();
            }
        });
    }

    @Override
    public void lost(Throwable cause) {
        call.onLoop(() -> call.lost(this, cause));
    }

    @Override
    public void writable() {
        call.onLoop(() -> call.writable(this));
    }

    @Override
    public void settled() {
        call.onLoop(() -> call.readOn(this));
    }
}
