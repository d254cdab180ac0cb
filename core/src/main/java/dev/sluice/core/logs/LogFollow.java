package dev.sluice.core.logs;

/** The handle of one {@link LogFollower}. */
public interface LogFollow extends AutoCloseable {

    /**
     * Stops following; does nothing the second time. Does not wait for the follower: one call that had begun may still be
     * under way. May be called from any thread, the follower's own included.
     */
    @Override
    void close();
}
