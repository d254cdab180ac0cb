package dev.sluice.core.decorator;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.loop.Serial;
import java.nio.ByteBuffer;

/**
 * The handle to a call that is known only later. What is asked of it before then waits; of the body that is no more than was
 * credited.
 */
public final class LateCall implements Call {

    private final Serial serial = Serial.waiting();

    private volatile Call call = EndedCall.INSTANCE;
    private volatile boolean cancelled;

    /** The call is this one. To be told once. */
    public void become(Call known) {
        call = known;
        serial.start();
    }

    /** Whether the caller has gone. */
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public void write(ByteBuffer bytes) {
        if (!serial.runIfIdle(() -> call.write(bytes))) {
            ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            serial.execute(() -> call.write(copy));
        }
    }

    @Override
    public void end(Headers trailers) {
        serial.execute(() -> call.end(trailers));
    }

    @Override
    public void grant(int bytes) {
        serial.execute(() -> call.grant(bytes));
    }

    @Override
    public void cancel() {
        cancelled = true;
        serial.execute(() -> call.cancel());
    }
}
