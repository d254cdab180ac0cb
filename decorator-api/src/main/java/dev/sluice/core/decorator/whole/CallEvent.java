package dev.sluice.core.decorator.whole;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;

/** What a call tells its listener, kept for the thread that reads it. */
sealed interface CallEvent {

    record Started(FunctionVersion version, String instance, Timings waited) implements CallEvent {}

    /** As in {@link dev.sluice.core.invocation.CallListener#unanswered}. */
    record Unanswered(Headers fields) implements CallEvent {}

    record Credit(int bytes) implements CallEvent {}

    record Head(int status, Headers headers) implements CallEvent {}

    record Data(byte[] bytes) implements CallEvent {}

    record End(Headers trailers) implements CallEvent {}

    record Finished(Outcome outcome, Timings timings) implements CallEvent {}
}
