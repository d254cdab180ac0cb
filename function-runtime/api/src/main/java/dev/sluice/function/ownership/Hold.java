package dev.sluice.function.ownership;

/**
 * A lock, a permit or the lead, as long as it is held. It is renewed by a thread of its own. It counts as lost when three quarters of its lease have
 * gone by, from before the last renewal was asked for, by a clock that never runs backwards: so before anybody else can hold it. What is lost is never
 * held again. Thread-safe.
 */
public interface Hold extends AutoCloseable {

    /** Its name. */
    String name();

    /**
     * The fencing token, greater than that of every hold before: pass it to what is changed, which refuses a smaller one than it has seen. Ask for it
     * before each change, since it looks at the clock first.
     *
     * @throws OwnershipException {@code lease_lost} if it is not held any more
     */
    long token();

    /** Whether it is still held, by the clock. */
    boolean isHeld();

    /**
     * Releases it; does nothing if it is lost or was released. What cannot be released because the gateway does not answer is free when its lease ends.
     */
    @Override
    void close();
}
