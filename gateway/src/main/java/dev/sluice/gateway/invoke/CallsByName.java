package dev.sluice.gateway.invoke;

import dev.sluice.core.callchain.CallChain;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.ForwardingListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.trace.TraceParent;
import java.util.List;
import java.util.Optional;

/**
 * How the decorators of one function call others of its namespace by name: with a span of its own, and with a list of those
 * that the call has come through, which stops loops.
 *
 * @param caller the function whose decorators call
 */
public record CallsByName(FunctionName caller, Invoker functions, CallChains chains) implements Invoker {

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        FunctionName function = invocation.function().in(caller.namespace());
        List<String> chained = CallChain.through(chains.of(invocation), caller);
        Optional<Outcome> refusal = chains.refusal(chained, function);
        if (refusal.isPresent()) {
            listener.finished(refusal.get(), Timings.NONE);
            return EndedCall.INSTANCE;
        }
        List<String> named = CallChain.through(chained, function);
        RequestHead head = invocation.head();
        Optional<String> parent = head.headers().first("traceparent").filter(TraceParent::isValid);
        Headers sealed = chains.sealed(head.headers(), named);
        Headers onward = parent.map(value -> sealed.with("traceparent", TraceParent.continued(value)))
                .orElse(sealed);
        Terms terms = invocation.terms().at(EntryPoint.DECORATOR).through(named);
        return functions.invoke(
                invocation
                        .to(function)
                        .with(new RequestHead(head.method(), head.path(), head.query(), onward))
                        .with(terms),
                parent.<CallListener>map(value -> new Child(listener, TraceParent.span(value)))
                        .orElse(listener));
    }

    /** The span of the caller is the parent of this one. */
    private record Child(CallListener listener, String parentSpan) implements ForwardingListener {}
}
