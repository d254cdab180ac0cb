package dev.sluice.core.invocation;

import java.nio.ByteBuffer;

/** Wants to know only how the invocation ends. It grants nothing, so no more than the first window of an answer comes. */
@FunctionalInterface
public interface OutcomeListener extends CallListener {

    @Override
    default void credit(int bytes) {}

    @Override
    default void head(int status, Headers headers) {}

    @Override
    default void data(ByteBuffer bytes) {}

    @Override
    default void end(Headers trailers) {}
}
