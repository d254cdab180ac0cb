package dev.sluice.gateway.egress;

import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.ForwardingListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.gateway.observe.metrics.EgressMetrics;
import dev.sluice.gateway.upstream.Upstreams;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

/** Sends the HTTP calls of a function's instances on to whom they are for, and says who failed if one fails. Thread-safe. */
final class HttpAmbassador implements Invoker {

    /** How many calls may be under way whose answers are compared and dropped; those beyond are not compared. */
    private static final int MOST_SHADOWS = 64;

    private final FunctionVersion version;
    private final Ambassador ambassador;
    private final Targeting targeting;
    private final Upstreams upstreams;
    private final EgressMetrics metrics;
    private final Differences differences;
    private final Semaphore shadows = new Semaphore(MOST_SHADOWS);

    HttpAmbassador(
            FunctionVersion version,
            Ambassador ambassador,
            Targeting targeting,
            Upstreams upstreams,
            EgressMetrics metrics,
            Differences differences) {
        this.version = version;
        this.ambassador = ambassador;
        this.targeting = targeting;
        this.upstreams = upstreams;
        this.metrics = metrics;
        this.differences = differences;
    }

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        return switch (targeting.pick(invocation.head())) {
            case Targeting.Picked.Found found -> send(invocation, found, listener);
            case Targeting.Picked.Nobody(String reason, String why) -> {
                metrics.refused(version.function(), ambassador.name());
                listener.finished(fault(reason, why), Timings.NONE);
                yield EndedCall.INSTANCE;
            }
        };
    }

    private Call send(Invocation invocation, Targeting.Picked.Found found, CallListener listener) {
        CallListener told = new Told(found.target(), listener);
        if (found.beside().isPresent()
                && invocation.body() instanceof Body.Complete(ByteBuffer bytes)
                && shadows.tryAcquire()) {
            return sendToBoth(invocation, bytes, found.target(), found.beside().get(), told);
        }
        return to(found.target()).invoke(invocation, told);
    }

    /** The caller gets the answer of the first one, and waits for that alone. */
    private Call sendToBoth(
            Invocation invocation, ByteBuffer bytes, Target first, Target second, CallListener listener) {
        Comparison comparison =
                new Comparison((answer, other) -> differences.take(invocation, first, answer, second, other));
        Invocation copy = new Invocation(
                InvocationId.next(System.currentTimeMillis()),
                invocation.function(),
                new Input.HttpRequest(invocation.head(), new Body.Complete(bytes.duplicate())),
                invocation.terms());
        Call call = to(first).invoke(invocation, new Compared(comparison.first(), listener));
        LateCall shadow = new LateCall();
        metrics.called(version.function(), ambassador.name(), second.name());
        shadow.become(to(second).invoke(copy, new Shadow(shadow, comparison.second(), shadows::release)));
        return call;
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

    /** Notes the answer that the caller gets. */
    private record Compared(Comparison.Side side, CallListener listener) implements ForwardingListener {

        @Override
        public void head(int status, Headers headers) {
            side.head(status);
            listener.head(status, headers);
        }

        @Override
        public void data(ByteBuffer bytes) {
            side.data(bytes);
            listener.data(bytes);
        }

        @Override
        public void finished(Outcome outcome, Timings timings) {
            if (!(outcome instanceof Outcome.Cancelled)) {
                side.finished(outcome);
            }
            listener.finished(outcome, timings);
        }
    }
}
