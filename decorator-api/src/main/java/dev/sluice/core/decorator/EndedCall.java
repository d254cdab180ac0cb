package dev.sluice.core.decorator;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Headers;
import java.nio.ByteBuffer;

/** The handle to a call that had ended before anybody could have it. */
public final class EndedCall implements Call {

    public static final Call INSTANCE = new EndedCall();

    private EndedCall() {}

    @Override
    public void write(ByteBuffer bytes) {}

    @Override
    public void end(Headers trailers) {}

    @Override
    public void grant(int bytes) {}

    @Override
    public void cancel() {}
}
