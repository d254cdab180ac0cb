package dev.sluice.testkit.decorator;

import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A caller that has promised a body and sends nothing of it. */
final class Silent implements CallListener {

    private volatile boolean credited;
    private volatile @Nullable Outcome outcome;

    boolean credited() {
        return credited;
    }

    @Nullable
    Outcome outcome() {
        return outcome;
    }

    @Override
    public void credit(int bytes) {
        credited = true;
    }

    @Override
    public void head(int status, Headers headers) {}

    @Override
    public void data(ByteBuffer bytes) {}

    @Override
    public void end(Headers trailers) {}

    @Override
    public void finished(Outcome end, Timings timings) {
        outcome = end;
    }
}
