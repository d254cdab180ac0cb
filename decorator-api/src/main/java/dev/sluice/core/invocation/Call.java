package dev.sluice.core.invocation;

import java.nio.ByteBuffer;

/** The caller's handle to an invocation under way. May be used from any thread, by one thread at a time. */
public interface Call {

    /**
     * Sends a piece of a {@link Body.Streamed} body. The bytes are taken before this returns. Never more than the
     * {@link CallListener#credit} received so far; after the end of the call it does nothing.
     */
    void write(ByteBuffer bytes);

    /** Ends a streamed body. */
    void end(Headers trailers);

    /** Lets the function send {@code bytes} more of its response; the first {@link Body#MAX_COMPLETE} are granted. */
    void grant(int bytes);

    /** The caller has gone: the invocation is cancelled, and ends with {@link Outcome.Cancelled}. */
    void cancel();
}
