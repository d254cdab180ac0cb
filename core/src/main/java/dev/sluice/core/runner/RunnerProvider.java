package dev.sluice.core.runner;

/**
 * Starts and stops runners. Extension point; every implementation passes {@code RunnerProviderContract}.
 *
 * <p>The environment of a runner is made anew: nothing of the gateway's own reaches it but what {@code docs/protocol.md}
 * names.
 */
public interface RunnerProvider extends AutoCloseable {

    /** The word that selects it in the configuration. */
    String name();

    /**
     * Spawns a runner and returns without waiting for its hello. May block for some milliseconds: never called on an
     * event loop. Thread-safe.
     *
     * @throws RunnerStartException if there is no process; its message says why and what to do
     */
    RunnerProcess start(RunnerOrder order) throws RunnerStartException;

    /**
     * Spawns a sidecar of an instance of this provider, kept apart from the machine as that is, and returns without waiting
     * for it to be of use. May block for some milliseconds: never called on an event loop. Thread-safe. Whoever starts it
     * ends it with its instance.
     *
     * @throws RunnerStartException if there is no process; its message is a clause that says why
     */
    RunnerProcess startBeside(SidecarOrder order) throws RunnerStartException;

    /** Kills every runner and sidecar that it started and that still runs. */
    @Override
    void close();
}
