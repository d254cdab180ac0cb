package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.OutcomeListener;
import dev.sluice.core.invocation.RequestHead;
import java.util.List;
import java.util.Set;

/** Sends each call the way that is right for its method: served, watched for what it changes, or left alone. */
final class CacheDecorator implements Decorator {

    /** They change nothing (RFC 9110, 9.2.1). */
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    /** What asks for a part, or for nothing should the function have changed: that is between the two of them. */
    private static final List<String> PARTIAL = List.of("range", "if-match", "if-unmodified-since");

    private final DecoratorSite site;
    private final CacheSettings settings;
    private final Answers answers;
    private final SingleFlight flights = new SingleFlight();
    private final HeadDecorator watching;

    CacheDecorator(CacheSettings settings, DecoratorSite site, Answers answers) {
        this.site = site;
        this.settings = settings;
        this.answers = answers;
        this.watching = new HeadDecorator(site, invocation -> watched(invocation.head()));
    }

    @Override
    public Call around(Invocation invocation, CallListener listener, Invoker next) {
        RequestHead head = invocation.head();
        if (!SAFE.contains(head.method())) {
            return watching.around(invocation, listener, next);
        }
        if (!isServed(invocation)) {
            return next.invoke(invocation, listener);
        }
        Key key = Key.of(head, settings.key());
        CachedCall serving = new CachedCall(site, settings, answers, flights, key);
        return serving.decorator(() -> refresh(invocation, serving, next)).around(invocation, listener, next);
    }

    @Override
    public void retire() {
        answers.retire();
    }

    private static boolean isServed(Invocation invocation) {
        RequestHead head = invocation.head();
        boolean bodiless = invocation.body() instanceof Body.Complete(var bytes) && !bytes.hasRemaining();
        return (head.method().equals("GET") || head.method().equals("HEAD"))
                && bodiless
                && PARTIAL.stream().allMatch(name -> head.headers().first(name).isEmpty())
                && !Directives.of(head.headers()).has("no-store");
    }

    /** What was changed is not served any more (RFC 9111, 4.4). */
    private HeadStep watched(RequestHead head) {
        return HeadStep.pass(head, new Watch() {
            @Override
            public Headers answered(int status, Headers headers) {
                if (status < 400) {
                    changed(head, headers);
                }
                return headers;
            }
        });
    }

    private void changed(RequestHead head, Headers answer) {
        List<String> counted = settings.key().query();
        String prefix = site.function().path();
        answers.changed(CacheTarget.of(head, counted));
        CacheTarget.named("location", answer, head, prefix, counted).ifPresent(answers::changed);
        CacheTarget.named("content-location", answer, head, prefix, counted).ifPresent(answers::changed);
    }

    /** Fetches a new answer with nobody waiting for it. */
    private void refresh(Invocation invocation, CachedCall serving, Invoker next) {
        RequestHead head = new RequestHead(
                "GET",
                invocation.head().path(),
                invocation.head().query(),
                invocation.head().headers());
        Invocation again = new Invocation(
                InvocationId.next(site.timers().instant().toEpochMilli()),
                invocation.function(),
                new Input.HttpRequest(head, Body.EMPTY),
                invocation.terms().inBackground());
        OutcomeListener nobody = (outcome, timings) -> {};
        new WholeDecorator(site, serving::refresh).around(again, nobody, next);
    }
}
