package dev.sluice.decorators.retry;

import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Next;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeHandler;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.time.Backoff;
import dev.sluice.decorators.failure.Failures;
import dev.sluice.decorators.repeat.Pause;
import dev.sluice.decorators.repeat.RetryBudget;
import java.time.Duration;
import java.util.Optional;

/** The attempts at one call. An answer is judged by its head, and streams to the caller once it is good. */
final class Retry implements WholeHandler {

    private final RetrySettings settings;
    private final DecoratorSite site;
    private final Failures failures;
    private final RetryBudget budget;
    private final Backoff backoff;

    Retry(RetrySettings settings, DecoratorSite site) {
        this.settings = settings;
        this.site = site;
        this.failures = settings.failures();
        this.budget = new RetryBudget(settings.budget());
        this.backoff = new Backoff(settings.delay(), settings.longest());
    }

    @Override
    public Reply handle(WholeRequest request, Next next) throws InterruptedException {
        budget.earn();
        Reply reply = next.call(request);
        for (int attempt = 2; attempt <= settings.attempts() && failures.contains(reply); attempt++) {
            Optional<Duration> pause = pause(attempt, AskedPause.of(reply, site.timers()));
            if (pause.isEmpty() || !budget.spend()) {
                return reply;
            }
            reply.drop();
            Pause.of(pause.get(), site.timers());
            site.fire(request.id(), new What.Retried(attempt));
            reply = next.call(request);
        }
        return reply;
    }

    /** Never before the time that the answer asked for; empty if that is longer than the longest pause. */
    private Optional<Duration> pause(int attempt, Duration asked) {
        return asked.compareTo(settings.longest()) > 0
                ? Optional.empty()
                : Optional.of(asked.plus(backoff.before(attempt, site.services().random())));
    }
}
