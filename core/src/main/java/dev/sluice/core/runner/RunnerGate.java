package dev.sluice.core.runner;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

/**
 * Where runners come in. Thread-safe.
 */
public interface RunnerGate extends AutoCloseable {

    /**
     * Lets one runner in, once: the one that says hello at the address with {@code token} is {@code id}.
     * To be called before that runner is spawned; may block for some milliseconds.
     *
     * <p>There is no time limit in here: whoever expects a runner calls {@link #forget} when it has waited enough.
     *
     * @param token at least 128 secret random bits as text without spaces; never used twice
     * @throws IOException if there can be no such address; the message says why
     */
    Entrance expect(RunnerId id, String token) throws IOException;

    /** Waits no more for a runner that has not said hello; does nothing if it has. */
    void forget(RunnerId id);

    /** Cuts every connection and forgets whom it waits for. */
    @Override
    void close();

    /**
     * How one runner comes in.
     *
     * @param link comes when the runner has said hello; fails with {@link LinkClosedException} when it was forgotten or the
     *     gate closed first. Completed on the link's own thread: what hangs on it must not block.
     */
    record Entrance(RunnerAddress address, CompletionStage<RunnerLink> link) {}
}
