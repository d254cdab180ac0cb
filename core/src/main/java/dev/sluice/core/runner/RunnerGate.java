package dev.sluice.core.runner;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/**
 * The door of a gateway through which runners come in: a Unix domain socket for each of them, which is there only until the
 * runner has said hello. Thread-safe.
 */
public interface RunnerGate {

    /**
     * Opens a socket for one runner and lets it in, once: the one that says hello there with {@code token} is {@code id}.
     * To be called before that runner is spawned; may block for some milliseconds.
     *
     * <p>There is no time limit in here: whoever expects a runner calls {@link #forget} when it has waited enough.
     *
     * @param token at least 128 secret random bits as text without spaces; never used twice
     * @throws IOException if there can be no such socket; the message says why
     */
    Entrance expect(RunnerId id, String token) throws IOException;

    /** Closes the socket of a runner that has not said hello; does nothing if it has. */
    void forget(RunnerId id);

    /** Where the sockets are: a folder that nobody else may enter, in which a file name of 20 bytes can be a socket. */
    Path folder();

    /**
     * How one runner comes in.
     *
     * @param socket an absolute path of at most 100 bytes, so that it fits every kernel's 107
     * @param link comes when the runner has said hello; fails with {@link LinkClosedException} when it was forgotten or the
     *     gate closed first. Completed on the link's own thread: what hangs on it must not block.
     */
    record Entrance(Path socket, CompletionStage<RunnerLink> link) {}
}
