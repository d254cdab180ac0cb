package dev.sluice.core.runner;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/**
 * The door of a gateway through which runners come in: one Unix domain socket that every runner connects to, and the
 * tokens it will accept there. Thread-safe; nothing in it blocks.
 */
public interface RunnerGate {

    /**
     * Lets one runner in, once: the runner that says hello with {@code token} is {@code id}. To be called before that
     * runner is spawned.
     *
     * <p>There is no time limit in here: whoever expects a runner calls {@link #forget} when it has waited enough.
     *
     * @param token at least 128 secret random bits as text without spaces; never used twice
     * @return the link, when the runner has said hello; fails with {@link LinkClosedException} when it was forgotten or
     *     the gate closed first. Completed on the link's own thread: what hangs on it must not block.
     */
    CompletionStage<RunnerLink> expect(RunnerId id, String token);

    /** Takes back the token of a runner that has not said hello; does nothing if it has. */
    void forget(RunnerId id);

    /** The socket that runners connect to: an absolute path of at most 100 bytes, so that it fits every kernel's 107. */
    Path socket();
}
