package dev.sluice.decorators.idempotency;

import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;

/** Hears the end of a detached call, after which its key is taken only if its answer is kept. */
record DetachedListener(Landing landing, Runnable ended) implements CallListener {

    @Override
    public void credit(int bytes) {}

    @Override
    public void head(int status, Headers headers) {}

    @Override
    public void data(ByteBuffer bytes) {}

    @Override
    public void end(Headers trailers) {}

    @Override
    public void finished(Outcome outcome, Timings timings) {
        ended.run();
        landing.fail("the call ended as " + outcome.word());
    }
}
