package dev.sluice.core.runner;

import dev.sluice.core.invocation.Headers;
import java.nio.ByteBuffer;

/** What an instance sends for one invocation; the rules of {@link dev.sluice.core.invocation.CallListener} hold. */
public interface StreamListener {

    void credit(int bytes);

    void head(int status, Headers headers);

    void data(ByteBuffer bytes);

    void end(Headers trailers);

    /** Exactly once and last. */
    void finished(StreamEnd end);
}
