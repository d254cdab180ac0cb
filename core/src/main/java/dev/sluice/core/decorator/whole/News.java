package dev.sluice.core.decorator.whole;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;

/** What a call tells its listener, kept for the thread that reads it. */
sealed interface News {

    record Started(FunctionVersion version, String instance, Timings waited) implements News {}

    /** As in {@link dev.sluice.core.invocation.CallListener#unanswered}. */
    record Unanswered(Headers fields) implements News {}

    record Credit(int bytes) implements News {}

    record Head(int status, Headers headers) implements News {}

    record Data(byte[] bytes) implements News {}

    record End(Headers trailers) implements News {}

    record Finished(Outcome outcome, Timings timings) implements News {}
}
