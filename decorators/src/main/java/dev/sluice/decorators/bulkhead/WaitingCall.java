package dev.sluice.decorators.bulkhead;

import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.time.Timers;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A call that waits for a place. Its body stays with its caller, who has no credit yet. Who takes it out of the queue,
 * the one that starts it, its alarm or its caller, is the only one to decide what becomes of it.
 */
final class WaitingCall implements Call {

    private final Bulkhead bulkhead;
    private final Invocation invocation;
    private final CallListener listener;
    private final Invoker next;
    private final LateCall late = new LateCall();
    private volatile Timers.Alarm alarm = () -> {};

    WaitingCall(Bulkhead bulkhead, Invocation invocation, CallListener listener, Invoker next) {
        this.bulkhead = bulkhead;
        this.invocation = invocation;
        this.listener = listener;
        this.next = next;
    }

    /** If it was started already, the alarm finds nothing to do. */
    void waitAtMost(Duration time, Timers timers) {
        alarm = timers.at(timers.nanos() + time.toNanos(), () -> {
            if (bulkhead.giveUp(this)) {
                late.become(bulkhead.waitedTooLong(invocation, listener));
            }
        });
    }

    /** It has a place. */
    void start() {
        alarm.cancel();
        late.become(bulkhead.pass(invocation, listener, next));
    }

    /** It had a place, and no thread. */
    void fail(Outcome why) {
        alarm.cancel();
        listener.finished(why, Timings.NONE);
    }

    @Override
    public void write(ByteBuffer bytes) {
        late.write(bytes);
    }

    @Override
    public void end(Headers trailers) {
        late.end(trailers);
    }

    @Override
    public void grant(int bytes) {
        late.grant(bytes);
    }

    @Override
    public void cancel() {
        if (bulkhead.giveUp(this)) {
            alarm.cancel();
            listener.finished(new Outcome.Cancelled(), Timings.NONE);
        } else {
            late.cancel();
        }
    }
}
