package dev.sluice.runner.program.session;

import dev.sluice.core.protocol.Frame;
import dev.sluice.runner.link.RunnerCall;
import dev.sluice.runner.program.process.ProgramFaultException;
import java.time.Duration;
import java.util.Map;

/** How the author's program becomes a function. One thread calls {@link #start}; the others are called on any thread. */
public interface Served {

    /**
     * Makes it ready for calls, which may wait.
     *
     * @param environment what it finds in its environment
     * @param patience how long that may take
     * @return what was found, for people
     */
    String start(Frame.Specialise order, Map<String, String> environment, Duration patience)
            throws ProgramFaultException, InterruptedException;

    /** The gateway was told that it is ready. */
    void ready();

    /** A call that nobody has begun; it tells {@link ProgramSession#finished} at its end. */
    RunnerCall call(Frame.Invoke invoke);

    /** Nothing has happened for a moment. Must not wait. */
    void idle();

    /** Its calls are over, and no more will come: asks what still runs to end, and ends it after {@code patience}. */
    void stop(Duration patience);

    /** Ends at once what runs; does nothing before {@link #start}. */
    void kill();
}
