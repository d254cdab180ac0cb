package dev.sluice.core.runner;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Headers;
import java.nio.ByteBuffer;

/** What an instance sends for one invocation; the rules of {@link dev.sluice.core.invocation.CallListener} hold. */
public interface StreamListener {

    /** First of all: {@code stream} is the call that {@link RunnerLink#open} returns, maybe has not returned yet. */
    default void opened(Call stream) {}

    void credit(int bytes);

    void head(int status, Headers headers);

    void data(ByteBuffer bytes);

    void end(Headers trailers);

    /** No more is told for now. */
    default void settled() {}

    /** Exactly once and last. */
    void finished(StreamEnd end);
}
