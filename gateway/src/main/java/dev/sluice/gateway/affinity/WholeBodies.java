package dev.sluice.gateway.affinity;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Next;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.AffinityField;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;

/**
 * Reads the bodies of requests whole whose keys are in them, before an instance is chosen. One of more than {@value Body#MAX_COMPLETE} bytes is
 * refused. What is in memory already passes as if this were not there.
 */
public final class WholeBodies implements Decorator {

    /** Its name in sentences and records. */
    public static final String NAME = "affinity";

    private final DecoratorSite site;
    private final WholeDecorator reading;

    /** Before the instances of a function. */
    public WholeBodies(DecoratorSite site) {
        this.site = site;
        this.reading = new WholeDecorator(site, this::passOn);
    }

    /** Whether the keys of calls of a function are in their bodies. */
    public static boolean areNeeded(FunctionSpec spec) {
        return spec.scaling()
                .affinity()
                .map(Affinity::by)
                .filter(AffinityField.Json.class::isInstance)
                .isPresent();
    }

    @Override
    public Call around(Invocation invocation, CallListener listener, Invoker next) {
        boolean unread = invocation.body() instanceof Body.Streamed && invocation.input() instanceof Input.HttpRequest;
        return unread ? reading.around(invocation, listener, next) : next.invoke(invocation, listener);
    }

    private Reply passOn(WholeRequest request, Next next) throws InterruptedException {
        return request.body().remaining() <= Body.MAX_COMPLETE
                ? next.call(request)
                : Reply.own(
                        site.problem(
                                413,
                                "body_too_large",
                                "The body is too large to find an instance by it",
                                "The instance is found by a field of the JSON body, which may have "
                                        + Body.MAX_COMPLETE + " bytes for that; this one has "
                                        + request.body().remaining()
                                        + ". Send less, or deploy the function with 'affinity' by a header field."),
                        request);
    }
}
