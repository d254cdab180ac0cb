package dev.sluice.core.invocation;

import dev.sluice.core.function.FunctionVersion;
import java.nio.ByteBuffer;

/**
 * What happens to an invocation, told in order: {@link #started} when it goes to an instance, any number of
 * {@link #credit} and {@link #earlyHints}, then {@link #head}, {@link #data} and {@link #end} when it is answered, and {@link #finished}
 * exactly once and last, in every case. {@link #settled} follows whatever is not followed by more at once.
 *
 * <p>Told one thing at a time, by whichever thread brings it: as a rule the event loop of the instance's link, but also the timer of
 * the pools (a refusal after waiting), one that watches processes (the end of a dead one), the thread of a decorator that waits or
 * sets alarms, or the caller's own inside of {@link Invoker#invoke}. Any of them has others to tell: an implementation must not
 * block.
 */
public interface CallListener {

    /** The span of whoever calls, 16 hexadecimal digits, for the record; empty if the trace begins with this hop. */
    default String parentSpan() {
        return "";
    }

    /** It goes to {@code instance}, one of {@code version}; {@code waited} has its queue and cold time set. */
    default void started(FunctionVersion version, String instance, Timings waited) {}

    /** {@code bytes} more of the request body may be written. */
    void credit(int bytes);

    /** What the answer will probably have, told before it begins (status 103: RFC 9110, 15.2, and RFC 8297). */
    default void earlyHints(Headers fields) {}

    /** The answer begins. */
    void head(int status, Headers headers);

    /** A piece of the answer; {@code bytes} is valid only during this call. Give the bytes back by {@link Call#grant}. */
    void data(ByteBuffer bytes);

    /** The answer is complete. */
    void end(Headers trailers);

    /**
     * How far the function says that it has come, in its own words, at most 64 KiB: takes the place of what it said before. Told
     * between {@link #started} and {@link #finished}; {@code bytes} is valid only during this call. A decorator that answers
     * in the function's place, or runs it more than once, may keep it back.
     */
    default void progress(ByteBuffer bytes) {}

    /** No more is told for now: what was told so far may be handed on together. */
    default void settled() {}

    /**
     * It ends without an answer, and whoever tells its caller so is to add these header fields. Told before {@link
     * #finished} alone, maybe more than once; the fields add up.
     */
    default void unanswered(Headers fields) {}

    /**
     * The invocation is over. After {@link #end} the outcome is {@link Outcome.Succeeded}, or {@link
     * Outcome.Intercepted} if a decorator answered; otherwise it is neither.
     */
    void finished(Outcome outcome, Timings timings);
}
