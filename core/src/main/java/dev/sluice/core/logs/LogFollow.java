package dev.sluice.core.logs;

/** The handle of one {@link LogFollower}. */
public interface LogFollow extends AutoCloseable {

    /** Stops following; does nothing the second time. May be called from any thread, the follower's own included. */
    @Override
    void close();
}
