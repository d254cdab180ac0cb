package dev.sluice.decorators.function;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.ForwardingListener;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.time.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Calls of decorator functions, which must begin to answer in time. Where they go is not told: whoever called the decorated
 * function asks for that of the decorated one.
 */
record TimedCalls(Invoker functions, Timers timers, Duration timeout) implements Invoker {

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        Timed timed = new Timed(listener, timeout);
        Timers.Alarm alarm = timers.at(timers.nanos() + timeout.toNanos(), timed::late);
        timed.willBeLate(alarm);
        Call call = functions.invoke(invocation, timed);
        timed.sent(call);
        return call;
    }

    /** Hears one call, and ends it when the time has passed without an answer. */
    private static final class Timed implements ForwardingListener {

        private static final Timers.Alarm NONE = () -> {};

        private final CallListener listener;
        private final Duration timeout;
        private volatile Timers.Alarm alarm = NONE;
        private volatile boolean begun;
        private volatile boolean own;

        /** Each is written before the other is read, so that a call that is late before it is known is cancelled too. */
        private volatile boolean late;

        private volatile @Nullable Call call;

        Timed(CallListener listener, Duration timeout) {
            this.listener = listener;
            this.timeout = timeout;
        }

        @Override
        public CallListener listener() {
            return listener;
        }

        void willBeLate(Timers.Alarm set) {
            alarm = set;
        }

        void sent(Call sent) {
            call = sent;
            if (late) {
                sent.cancel();
            }
        }

        void late() {
            if (begun) {
                return;
            }
            late = true;
            Call sent = call;
            if (sent != null) {
                sent.cancel();
            }
        }

        @Override
        public void started(FunctionVersion version, String instance, Timings waited) {}

        @Override
        public void head(int status, Headers headers) {
            begun = true;
            alarm.cancel();
            own = headers.first(MarkerHeaders.NEXT).isEmpty();
            listener.head(status, headers);
        }

        @Override
        public void finished(Outcome outcome, Timings timings) {
            begun = true;
            alarm.cancel();
            listener.finished(told(outcome), timings);
        }

        private Outcome told(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Cancelled() when late -> new Outcome.TimedOut(timeout, FunctionError.of(""));
                case Outcome.Succeeded(int status)
                when own -> new Outcome.Intercepted("function", status, Conversation.ANSWERED);
                default -> outcome;
            };
        }
    }
}
