package dev.sluice.decorators.split;

import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.ForwardingListener;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;

/** A target that is not deployed is the fault of the settings, not of a caller who never named it. */
record MissingTarget(DecoratorSite site, FunctionName target, CallListener listener) implements ForwardingListener {

    @Override
    public void finished(Outcome outcome, Timings timings) {
        Outcome told = outcome instanceof Outcome.NoSuchFunction
                ? new Outcome.PlatformFault(
                        Component.DECORATOR,
                        "no_such_target",
                        site.where() + " sends calls to '" + target
                                + "', which is not deployed: deploy it, or take it out of the targets")
                : outcome;
        listener.finished(told, timings);
    }
}
