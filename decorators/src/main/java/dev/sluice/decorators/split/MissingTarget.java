package dev.sluice.decorators.split;

import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;

/** Hands on all; a target that is not deployed is the fault of the settings, not of a caller who never named it. */
record MissingTarget(DecoratorSite site, FunctionName target, CallListener listener) implements CallListener {

    @Override
    public String parentSpan() {
        return listener.parentSpan();
    }

    @Override
    public void started(FunctionVersion version, String instance, Timings waited) {
        listener.started(version, instance, waited);
    }

    @Override
    public void credit(int bytes) {
        listener.credit(bytes);
    }

    @Override
    public void head(int status, Headers headers) {
        listener.head(status, headers);
    }

    @Override
    public void data(ByteBuffer bytes) {
        listener.data(bytes);
    }

    @Override
    public void end(Headers trailers) {
        listener.end(trailers);
    }

    @Override
    public void settled() {
        listener.settled();
    }

    @Override
    public void unanswered(Headers fields) {
        listener.unanswered(fields);
    }

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
