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

    /** How far the function says that it has come; {@code bytes} is valid only during this call. */
    default void progress(ByteBuffer bytes) {}

    /** No more is told for now. */
    default void settled() {}

    /**
     * It was cancelled, and its code runs on beyond the grace for that: nothing more of its answer is told, and {@link
     * #finished} comes when the code ends, at the end of the run budget at the latest. At most once.
     */
    default void abandoned() {}

    /** Exactly once and last. */
    void finished(StreamEnd end);
}
