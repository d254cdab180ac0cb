package dev.sluice.decorators.cache;

import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;

/** Stands where a caller would. */
final class Unheard implements CallListener {

    @Override
    public void credit(int bytes) {}

    @Override
    public void head(int status, Headers headers) {}

    @Override
    public void data(ByteBuffer bytes) {}

    @Override
    public void end(Headers trailers) {}

    @Override
    public void finished(Outcome outcome, Timings timings) {}
}
