package dev.sluice.decorators.mirror;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Headers;
import java.nio.ByteBuffer;

/** A caller's handle whose body goes to the call and to its copy. */
record Tee(Call call, Copy copy) implements Call {

    @Override
    public void write(ByteBuffer bytes) {
        ByteBuffer same = bytes.duplicate();
        call.write(bytes);
        copy.write(same);
    }

    @Override
    public void end(Headers trailers) {
        // First the copy: once the call has its end it may be over, and then an open copy is given up.
        copy.end();
        call.end(trailers);
    }

    @Override
    public void grant(int bytes) {
        call.grant(bytes);
    }

    @Override
    public void cancel() {
        call.cancel();
        copy.noMoreComes();
    }
}
