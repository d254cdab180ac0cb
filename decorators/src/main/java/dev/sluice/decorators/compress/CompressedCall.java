package dev.sluice.decorators.compress;

import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Headers;
import java.nio.ByteBuffer;

/** The caller's handle to a call whose answer may be compressed. */
record CompressedCall(LateCall inner, CompressedAnswer answer) implements Call {

    @Override
    public void write(ByteBuffer bytes) {
        inner.write(bytes);
    }

    @Override
    public void end(Headers trailers) {
        inner.end(trailers);
    }

    @Override
    public void grant(int bytes) {
        answer.granted(bytes);
    }

    @Override
    public void cancel() {
        answer.cancelled();
    }
}
