package dev.sluice.decorators.ratelimit;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.head.HeadLook;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.WaitingLook;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.function.DurationText;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes a token for each call, and says what is left in {@code RateLimit} and {@code RateLimit-Policy}
 * (draft-ietf-httpapi-ratelimit-headers-10). The quota there is the burst, the window how long it takes to come back.
 */
final class RateLimit implements HeadLook, WaitingLook {

    private static final long SECOND = 1_000_000_000L;

    private final RateLimitSettings settings;
    private final DecoratorSite site;
    private final Buckets buckets;
    private final Optional<SharedBuckets> shared;
    private final String policy;
    private final String name;

    RateLimit(RateLimitSettings settings, DecoratorSite site) {
        this.settings = settings;
        this.site = site;
        long interval = settings.per().toNanos() / settings.rate();
        this.buckets = new Buckets(interval, settings.atOnce(), settings.keys());
        this.shared = settings.shared()
                ? Optional.of(new SharedBuckets(interval, settings.atOnce(), site))
                : Optional.empty();
        this.name = "\"" + settings.key().word() + "-" + DurationText.format(settings.per()) + "\"";
        this.policy = name + ";q=" + settings.atOnce() + ";w=" + seconds(interval * settings.atOnce());
    }

    @Override
    public HeadStep look(Invocation invocation) {
        String key = settings.key().of(invocation.head().headers());
        Buckets.Taken taken =
                shared.map(buckets -> shared(buckets, invocation, key)).orElseGet(() -> own(key));
        return taken.granted()
                ? HeadStep.pass(invocation.head(), new Fields(fields(taken)))
                : refused(invocation, taken);
    }

    private Buckets.Taken own(String key) {
        return buckets.take(key, site.timers().nanos());
    }

    /** Counts for this gateway alone while the shared state cannot be had: calls go on, and no faster than it lets them. */
    private Buckets.Taken shared(SharedBuckets shared, Invocation invocation, String key) {
        try {
            Optional<Buckets.Taken> taken = shared.take(key);
            if (taken.isPresent()) {
                return taken.get();
            }
            site.fire(invocation.id(), new What.Failed("the shared bucket cannot be had"));
        } catch (StorageException e) {
            site.fire(invocation.id(), new What.Failed(String.valueOf(e.getMessage())));
        }
        return own(key);
    }

    private Headers fields(Buckets.Taken taken) {
        return Headers.of(
                "RateLimit-Policy", policy, "RateLimit", name + ";r=" + taken.left() + ";t=" + seconds(taken.full()));
    }

    private HeadStep refused(Invocation invocation, Buckets.Taken taken) {
        Duration wait = Duration.ofNanos(taken.delay());
        site.fire(invocation.id(), new What.Limited(wait));
        Problem problem = site.problem(
                        429,
                        "rate_limited",
                        "Too many calls",
                        "'" + site.function() + "' takes " + settings.rate() + " calls in "
                                + DurationText.format(settings.per()) + " from "
                                + (settings.key().word().equals("all") ? "all callers together" : "each caller")
                                + ". Call more slowly, and again after the time in 'Retry-After'.")
                .retryAfter(wait)
                .during(invocation.id());
        Answer answer = Answer.of(problem);
        return HeadStep.stop(
                answer.with(answer.headers().edited(List.of(), fields(taken))),
                problem.kind().reason());
    }

    private static long seconds(long nanos) {
        return (nanos + SECOND - 1) / SECOND;
    }

    /** Puts the fields onto the answer, beside those of others: both fields are lists. */
    private record Fields(Headers fields) implements Watch {

        @Override
        public Headers answered(int status, Headers headers) {
            return headers.edited(List.of(), fields);
        }
    }
}
