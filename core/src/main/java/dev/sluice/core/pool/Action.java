package dev.sluice.core.pool;

import dev.sluice.core.runner.RunnerId;

/** One line of a plan that a policy made: data, carried out by others. */
public sealed interface Action {

    /** Wait for this many runners in all, to be specialised; replaces what was asked for before. */
    record Claim(int count) implements Action {}

    /** End a runner or an instance. */
    record Stop(RunnerId id, String why) implements Action {}

    /** Leave the rest as it is until {@code until}, in the time of the pool's clock. */
    record Keep(long until) implements Action {}
}
