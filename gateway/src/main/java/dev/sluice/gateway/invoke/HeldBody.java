package dev.sluice.gateway.invoke;

import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.ForwardingListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import java.nio.ByteBuffer;

/** Writes the body of an event, or of a batch of them, that is in memory and too long to be handed over at once. */
final class HeldBody implements ForwardingListener {

    private final CallListener listener;
    private final ByteBuffer rest;
    private final LateCall call = new LateCall();

    private HeldBody(CallListener listener, ByteBuffer body) {
        this.listener = listener;
        this.rest = body;
    }

    /** Whether nobody writes the body of an invocation, because it is in memory. */
    static boolean isHeld(Invocation invocation) {
        return !(invocation.input() instanceof Input.HttpRequest) && invocation.body() instanceof Body.Streamed;
    }

    /** Starts an invocation whose body is held. */
    static Call invoke(Invocation invocation, CallListener listener, Invoker next) {
        HeldBody body = new HeldBody(listener, invocation.input().held());
        body.call.become(next.invoke(invocation, body));
        return body.call;
    }

    @Override
    public CallListener listener() {
        return listener;
    }

    @Override
    public void credit(int bytes) {
        if (!rest.hasRemaining()) {
            return;
        }
        int length = Math.min(bytes, rest.remaining());
        call.write(rest.slice(rest.position(), length));
        rest.position(rest.position() + length);
        if (!rest.hasRemaining()) {
            call.end(Headers.EMPTY);
        }
    }
}
