package dev.sluice.core.invocation;

import dev.sluice.core.function.FunctionVersion;
import java.nio.ByteBuffer;

/** Tells another listener all that it is told; an implementation overrides what it changes. Adds no state and no locks. */
public interface ForwardingListener extends CallListener {

    /** Who is told. */
    CallListener listener();

    @Override
    default String parentSpan() {
        return listener().parentSpan();
    }

    @Override
    default void started(FunctionVersion version, String instance, Timings waited) {
        listener().started(version, instance, waited);
    }

    @Override
    default void credit(int bytes) {
        listener().credit(bytes);
    }

    @Override
    default void earlyHints(Headers fields) {
        listener().earlyHints(fields);
    }

    @Override
    default void head(int status, Headers headers) {
        listener().head(status, headers);
    }

    @Override
    default void data(ByteBuffer bytes) {
        listener().data(bytes);
    }

    @Override
    default void end(Headers trailers) {
        listener().end(trailers);
    }

    @Override
    default void progress(ByteBuffer bytes) {
        listener().progress(bytes);
    }

    @Override
    default void settled() {
        listener().settled();
    }

    @Override
    default void unanswered(Headers fields) {
        listener().unanswered(fields);
    }

    @Override
    default void finished(Outcome outcome, Timings timings) {
        listener().finished(outcome, timings);
    }
}
