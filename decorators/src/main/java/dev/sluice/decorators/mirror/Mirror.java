package dev.sluice.decorators.mirror;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Timings;
import dev.sluice.decorators.twofactor.CleanHead;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

/**
 * Sends the call on as it is, and then a copy without credentials: a code that counts once must not be used up by it.
 * Whatever becomes of the copy, the call does not see it.
 */
final class Mirror implements Decorator {

    /** Tells the other function whose call it got a copy of. */
    static final String COPY_OF = "Sluice-Copy-Of";

    private final MirrorSettings settings;
    private final DecoratorSite site;
    private final Semaphore free;

    Mirror(MirrorSettings settings, DecoratorSite site) {
        this.settings = settings;
        this.site = site;
        this.free = new Semaphore(settings.concurrent());
    }

    @Override
    public Call around(Invocation invocation, CallListener listener, Invoker next) {
        boolean copied = site.services().random().nextDouble() < settings.share() && free.tryAcquire();
        if (!copied) {
            return next.invoke(invocation, listener);
        }
        return switch (invocation.body()) {
            case Body.Complete(ByteBuffer bytes) -> {
                Body body = new Body.Complete(bytes.duplicate());
                Call call = next.invoke(invocation, listener);
                copy(invocation, body);
                yield call;
            }
            case Body.Streamed streamed -> tee(invocation, streamed, listener, next);
        };
    }

    private Call tee(Invocation invocation, Body.Streamed body, CallListener listener, Invoker next) {
        Copy copy = copy(invocation, body);
        Watch ending = new Watch() {
            @Override
            public void finished(Outcome outcome, Timings timings) {
                copy.noMoreComes();
            }
        };
        Call call =
                new HeadDecorator(site, same -> HeadStep.pass(same.head(), ending)).around(invocation, listener, next);
        return new Tee(call, copy);
    }

    private Copy copy(Invocation invocation, Body body) {
        RequestHead head = CleanHead.of(site.credentials().without(invocation.head()));
        RequestHead marked = new RequestHead(
                head.method(),
                head.path(),
                head.query(),
                head.headers().with(COPY_OF, site.function().value()));
        InvocationId id = InvocationId.next(site.timers().instant().toEpochMilli());
        Copy copy = new Copy(body, settings.behind() * 1024, free::release);
        site.fire(invocation.id(), new What.Mirrored());
        try {
            Invocation copied = new Invocation(
                    id,
                    settings.to(),
                    new Input.HttpRequest(marked, body),
                    invocation.terms().inBackground());
            copy.begin(site.services().functions().invoke(copied, copy));
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            site.fire(invocation.id(), new What.Failed("the copy could not be sent: " + e));
            copy.finished(site.failure(e), Timings.NONE);
        }
        return copy;
    }
}
