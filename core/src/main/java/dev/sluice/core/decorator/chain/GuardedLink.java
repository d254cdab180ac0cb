package dev.sluice.core.decorator.chain;

import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.invocation.Timings;
import java.util.ArrayList;
import java.util.List;

/**
 * Around a decorator that may throw, or tell the end twice: neither reaches those before it, and nothing that it called goes
 * on after it has thrown.
 */
record GuardedLink(PlacedDecorator placed, Invoker next) implements Invoker {

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        OneEnd guard = new OneEnd(listener);
        Onward onward = new Onward(next, invocation.terms());
        try {
            return placed.decorator().around(invocation, guard, onward);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            placed.site().fire(invocation.id(), new What.Failed(String.valueOf(e)));
            // First, so that the call ends as its decorator's failure and not as cancelled.
            guard.finished(placed.site().failure(e), Timings.NONE);
            onward.stop();
            return EndedCall.INSTANCE;
        }
    }

    /** The calls that a decorator makes. Thread-safe, as the invoker behind it. */
    private static final class Onward implements Invoker {

        private final Invoker next;
        private final Terms terms;

        /** Both are guarded by this. */
        private final List<Call> made = new ArrayList<>(1);

        private boolean stopped;

        Onward(Invoker next, Terms terms) {
            this.next = next;
            this.terms = terms;
        }

        @Override
        public Call invoke(Invocation invocation, CallListener listener) {
            // A decorator that makes a new invocation, and knows nothing of terms, means those on which the call came.
            boolean kept = invocation.terms() != Terms.HTTP || terms == Terms.HTTP;
            Call call = next.invoke(kept ? invocation : invocation.with(terms), listener);
            boolean late;
            synchronized (this) {
                made.add(call);
                late = stopped;
            }
            if (late) {
                call.cancel();
            }
            return call;
        }

        void stop() {
            List<Call> running;
            synchronized (this) {
                stopped = true;
                running = List.copyOf(made);
            }
            running.forEach(Call::cancel);
        }
    }
}
