package dev.sluice.function;

import dev.sluice.function.ownership.Ownership;
import java.util.Map;
import java.util.Optional;

/** What an instance knows of itself. */
public interface InstanceContext {

    /** The function's name. */
    String function();

    /** The version that is running, counted from 1. */
    int version();

    /** The environment that the spec declares, secrets included; the same as {@link System#getenv()}. */
    Map<String, String> environment();

    /**
     * What the functions of its namespace own, one at a time: locks, elections, semaphores, and keys. The spec says {@code uses: ownership}. The same for
     * the whole instance.
     */
    default Ownership ownership() {
        return Ownership.of(environment());
    }

    /** The part of the function's keys that is the instance's own, the same as long as it lives; empty if the spec cuts them into none. */
    default Optional<Shard> shard() {
        return Shard.of(environment());
    }

    /** A logger whose lines are filed under the function, and under the invocation when there is one. */
    System.Logger logger();
}
