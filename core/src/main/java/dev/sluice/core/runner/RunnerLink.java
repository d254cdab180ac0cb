package dev.sluice.core.runner;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.protocol.Frame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A gateway's open connection to one runner that has said hello. Thread-safe; nothing in it blocks. */
public interface RunnerLink {

    /** Notices that a runner may leave unacknowledged. */
    int MAX_NOTICES = 16;

    RunnerId id();

    /**
     * Makes the runner an instance. At most once.
     *
     * @return {@link Frame.Specialised} or {@link Frame.SpecialiseFailed}; fails with {@link LinkClosedException} if the
     *     link closes first
     */
    CompletionStage<Frame> specialise(Frame.Specialise order);

    /**
     * Runs one invocation; {@code timeout} is its run budget, after which it is cancelled with
     * {@link Frame.CancelCause#TIMED_OUT}.
     */
    Call open(Invocation invocation, Duration timeout, StreamListener listener);

    /** The invocations that run on it now. Completed on the link's own thread: what hangs on it must not block. */
    CompletionStage<List<Invocation>> running();

    /**
     * Sends a {@link Frame.Notice}. At most {@link #MAX_NOTICES} may be unacknowledged: one more is refused.
     *
     * @param name a word of lower-case letters, digits and underscores
     * @param body at most {@link dev.sluice.core.protocol.Protocol#MAX_NOTICE_BYTES}; taken before this returns
     * @return whether the runner has acknowledged it; false at once if it takes no notices or too many wait, and when the
     *     link closes first. Completed on the link's own thread: what hangs on it must not block.
     */
    CompletionStage<Boolean> notice(String name, ByteBuffer body);

    /**
     * Completes with what the runner tells for the starts of later ones, see {@link Frame.Profile}; never if it tells nothing.
     * Completed on the link's own thread: what hangs on it must not block.
     */
    CompletionStage<String> profile();

    /** Sends {@link Frame.Drain}. */
    void drain();

    /** Cuts the connection. Streams that are open end with {@link StreamEnd.LinkClosed}. */
    void close();

    /** Completes when the connection is gone, whichever side ended it; {@code detail} of a protocol fault or "". */
    CompletionStage<String> closed();
}
