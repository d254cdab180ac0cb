package dev.sluice.gateway.invoke;

import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.ForwardingListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Timings;
import java.util.Optional;

/**
 * How the decorators of one function call others by name: with a span of its own, and with a list of those that the call
 * has come through, which stops loops.
 *
 * @param caller the function whose decorators call
 */
public record CallsByName(FunctionName caller, Invoker functions, CallChains chains) implements Invoker {

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        Headers headers = invocation.head().headers();
        Headers chained = chains.through(headers, caller);
        Optional<Outcome> refusal = chains.refusal(chained, invocation.function());
        if (refusal.isPresent()) {
            listener.finished(refusal.get(), Timings.NONE);
            return EndedCall.INSTANCE;
        }
        Optional<String> parent = headers.first("traceparent").filter(TraceParent::isValid);
        Headers named = chains.through(chained, invocation.function());
        Headers onward = parent.map(value -> named.with("traceparent", TraceParent.continued(value)))
                .orElse(named);
        RequestHead head = invocation.head();
        return functions.invoke(
                new Invocation(
                        invocation.id(),
                        invocation.function(),
                        new RequestHead(head.method(), head.path(), head.query(), onward),
                        invocation.body()),
                parent.<CallListener>map(value -> new Child(listener, TraceParent.span(value)))
                        .orElse(listener));
    }

    /** The span of the caller is the parent of this one. */
    private record Child(CallListener listener, String parentSpan) implements ForwardingListener {}
}
