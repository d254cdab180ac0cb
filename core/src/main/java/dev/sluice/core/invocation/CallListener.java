package dev.sluice.core.invocation;

import java.nio.ByteBuffer;

/**
 * What happens to an invocation, told in order: any number of {@link #credit}, then {@link #head}, {@link #data} and
 * {@link #end} when the function answers, and {@link #finished} exactly once and last, in every case.
 *
 * <p>Called on an event loop, one call at a time: an implementation must not block.
 */
public interface CallListener {

    /** {@code bytes} more of the request body may be written. */
    void credit(int bytes);

    /** The function's answer begins. */
    void head(int status, Headers headers);

    /** A piece of the answer; {@code bytes} is valid only during this call. Give the bytes back by {@link Call#grant}. */
    void data(ByteBuffer bytes);

    /** The answer is complete. */
    void end(Headers trailers);

    /** The invocation is over. After {@link #end} the outcome is {@link Outcome.Succeeded}; otherwise it never is. */
    void finished(Outcome outcome, Timings timings);
}
