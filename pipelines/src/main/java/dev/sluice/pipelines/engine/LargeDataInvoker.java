package dev.sluice.pipelines.engine;

import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.loop.StageFailure;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadLostException;
import java.util.Optional;

/** Calls functions with the data of items, also where that is in a file. Thread-safe; does not block. */
record LargeDataInvoker(Invoker invoker, LargeData data) implements Invoker {

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        if (!(invocation.input() instanceof Input.Event input)) {
            return invoker.invoke(invocation, listener);
        }
        Optional<Payload.Kept> kept = data.named(input.event());
        if (kept.isEmpty()) {
            return invoker.invoke(invocation, listener);
        }
        LateCall call = new LateCall();
        data.read(input.event(), kept.get()).whenComplete((bytes, fault) -> {
            if (fault != null) {
                listener.finished(lost(fault), Timings.NONE);
            } else if (call.cancelled()) {
                listener.finished(new Outcome.Cancelled(), Timings.NONE);
            } else {
                call.become(invoker.invoke(invocation.with(input.with(bytes)), listener));
            }
        });
        return call;
    }

    private static Outcome lost(Throwable fault) {
        Throwable cause = StageFailure.cause(fault);
        String reason = cause instanceof PayloadLostException ? Settlement.BODY_LOST : "storage_failed";
        return new Outcome.PlatformFault(Component.PIPELINE, reason, String.valueOf(cause.getMessage()));
    }
}
