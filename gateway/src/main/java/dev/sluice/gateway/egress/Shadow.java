package dev.sluice.gateway.egress;

import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;

/** A call whose answer is compared and dropped: nobody sees it. */
record Shadow(LateCall call, Comparison.Side side, Runnable atEnd) implements CallListener {

    @Override
    public void credit(int bytes) {}

    @Override
    public void head(int status, Headers headers) {
        side.head(status);
    }

    @Override
    public void data(ByteBuffer bytes) {
        int length = bytes.remaining();
        side.data(bytes);
        if (length > 0) {
            call.grant(length);
        }
    }

    @Override
    public void end(Headers trailers) {}

    @Override
    public void finished(Outcome outcome, Timings timings) {
        atEnd.run();
        side.finished(outcome);
    }
}
