package dev.sluice.gateway.egress;

import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.ForwardingListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.gateway.observe.metrics.EgressMetrics;
import dev.sluice.gateway.upstream.Upstreams;

/** Sends the HTTP calls of a function's instances on to whom they are for, and says who failed if one fails. Thread-safe. */
final class HttpAmbassador implements Invoker {

    private final FunctionVersion version;
    private final Ambassador ambassador;
    private final Targeting targeting;
    private final Upstreams upstreams;
    private final EgressMetrics metrics;

    HttpAmbassador(
            FunctionVersion version,
            Ambassador ambassador,
            Targeting targeting,
            Upstreams upstreams,
            EgressMetrics metrics) {
        this.version = version;
        this.ambassador = ambassador;
        this.targeting = targeting;
        this.upstreams = upstreams;
        this.metrics = metrics;
    }

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        return switch (targeting.pick(invocation.head())) {
            case Targeting.Picked.Found found ->
                to(found.target()).invoke(invocation, new Told(found.target(), listener));
            case Targeting.Picked.Nobody(String reason, String why) -> {
                metrics.refused(version.function(), ambassador.name());
                listener.finished(fault(reason, why), Timings.NONE);
                yield EndedCall.INSTANCE;
            }
        };
    }

    private Invoker to(Target target) {
        return upstreams.of(version, new Backend.Upstream(target.url(), true), ambassador.timeout());
    }

    private Outcome fault(String reason, String why) {
        return new Outcome.PlatformFault(
                Component.EGRESS, reason, "The ambassador '" + ambassador.name() + "': " + why);
    }

    /** What comes of a call is told as its ambassador's. It reached no instance of a function. */
    private final class Told implements ForwardingListener {

        private final Target target;
        private final CallListener listener;

        Told(Target target, CallListener listener) {
            this.target = target;
            this.listener = listener;
        }

        @Override
        public CallListener listener() {
            return listener;
        }

        @Override
        public void started(FunctionVersion reached, String instance, Timings waited) {}

        @Override
        public void finished(Outcome outcome, Timings timings) {
            metrics.called(version.function(), ambassador.name(), target.name());
            if (!outcome.isAnswer() && !(outcome instanceof Outcome.Cancelled)) {
                metrics.failed(version.function(), ambassador.name(), target.name());
            }
            listener.finished(
                    outcome instanceof Outcome.PlatformFault(Component _, String reason, String detail)
                            ? fault(reason, target.name() + ": " + detail)
                            : outcome,
                    timings);
        }
    }
}
