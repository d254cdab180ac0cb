package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Next;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.http.HttpDate;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.cache.store.Varied;
import dev.sluice.decorators.failure.FailedEnd;
import dev.sluice.decorators.failure.Failures;
import dev.sluice.decorators.failure.StatusRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/** Answers one call from what is kept, or fetches and keeps. */
record CachedCall(DecoratorSite site, CacheSettings settings, Answers answers, SingleFlight flights, Key key) {

    /** What RFC 5861, 4 counts as errors; an end without an answer is one too. */
    private static final Failures ERRORS = new Failures(
            List.of(new StatusRange(500, 500), new StatusRange(502, 504)),
            List.of(
                    FailedEnd.THREW,
                    FailedEnd.BAD_ANSWER,
                    FailedEnd.TIMED_OUT,
                    FailedEnd.OUT_OF_MEMORY,
                    FailedEnd.EXITED,
                    FailedEnd.REJECTED,
                    FailedEnd.NOT_STARTED,
                    FailedEnd.PLATFORM_FAULT));

    /** {@code refresh} begins to fetch a new answer in the background. */
    WholeDecorator decorator(Runnable refresh) {
        return new WholeDecorator(site, (request, next) -> serve(request, next, refresh));
    }

    private Reply serve(WholeRequest request, Next next, Runnable refresh) throws InterruptedException {
        RequestHead head = request.head();
        Directives wants = Directives.of(head.headers());
        Optional<Stored> kept = answers.find(key, head.headers());
        Optional<Stored> known = kept.filter(stored -> mayServe(head.headers(), stored));
        long now = site.timers().nanos();
        if (known.isPresent() && suits(known.get(), wants, now)) {
            site.fire(request.id(), new What.Hit());
            return reply(head, known.get(), "hit");
        }
        if (known.isPresent()
                && known.get().mayBeServedStale(now)
                && wants.takeStale(known.get().staleness(now))) {
            site.fire(request.id(), new What.Stale());
            if (!flights.isFlying(key)) {
                refresh.run();
            }
            return reply(head, known.get(), "hit; detail=stale");
        }
        if (wants.has("only-if-cached")) {
            return Reply.own(
                    site.problem(
                            504,
                            "not_cached",
                            "No kept answer",
                            "There is no kept answer that is fresh. Call without only-if-cached."),
                    request);
        }
        site.fire(request.id(), new What.Miss());
        return head.method().equals("GET") ? together(request, next, kept) : next.call(request);
    }

    private boolean mayServe(Headers request, Stored stored) {
        return new Cookies(settings).mayServe(request, stored);
    }

    /** Whether it is what the caller wants, without asking the function (RFC 9111, 4 and 5.2.1). */
    private static boolean suits(Stored stored, Directives wants, long now) {
        Duration left = stored.left(now);
        boolean young = wants.seconds("max-age")
                .map(most -> stored.age(now).compareTo(most) <= 0)
                .orElse(true);
        boolean lasting = wants.seconds("min-fresh")
                .map(least -> left.compareTo(least) >= 0)
                .orElse(true);
        return !wants.has("no-cache") && left.isPositive() && young && lasting;
    }

    /** {@code kept}: what was found, whether or not this caller may have it. */
    private Reply together(WholeRequest request, Next next, Optional<Stored> kept) throws InterruptedException {
        while (true) {
            SingleFlight.Flight mine = new SingleFlight.Flight();
            Optional<SingleFlight.Flight> theirs = flights.join(key, mine);
            if (theirs.isEmpty()) {
                return take(request, next, kept, mine);
            }
            try {
                return shared(request, next, theirs.get().get());
            } catch (CancellationException | ExecutionException e) {
                // Whoever fetched has gone; each turn of this loop, one of those who wait takes over.
                continue;
            }
        }
    }

    private Reply shared(WholeRequest request, Next next, Optional<Stored> answer) throws InterruptedException {
        return answer.isPresent() && suits(answer.get(), request.head().headers())
                ? reply(request.head(), answer.get(), "hit; detail=collapsed")
                : next.call(request);
    }

    private boolean suits(Stored shared, Headers request) {
        return shared.matches(request) && mayServe(request, shared);
    }

    /** In the background: replaces a stale answer unless somebody does already. */
    Reply refresh(WholeRequest request, Next next) throws InterruptedException {
        SingleFlight.Flight mine = new SingleFlight.Flight();
        if (flights.join(key, mine).isEmpty()) {
            take(request, next, answers.find(key, request.head().headers()), mine);
        }
        return Reply.own(Answer.of(204, Headers.EMPTY, new byte[0]), "refreshed");
    }

    /** The one of those here who fetches, unless one elsewhere does. */
    private Reply take(WholeRequest request, Next next, Optional<Stored> kept, SingleFlight.Flight flight)
            throws InterruptedException {
        Headers headers = request.head().headers();
        boolean landed = false;
        try {
            switch (answers.turn(key, headers, kept)) {
                case Answers.Turn.Told(Optional<Stored> answer) -> {
                    flights.land(key, flight, answer);
                    landed = true;
                    return shared(request, next, answer);
                }
                case Answers.Turn.Ask ask -> {
                    Fetched fetched = fetch(request, next, kept.filter(stored -> mayServe(headers, stored)), ask);
                    flights.land(key, flight, fetched.shared());
                    landed = true;
                    return fetched.reply();
                }
            }
        } finally {
            if (!landed) {
                flights.crash(key, flight);
            }
        }
    }

    /** {@code shared}: what those who wait may have of it. */
    private record Fetched(Reply reply, Optional<Stored> shared) {}

    private Fetched fetch(WholeRequest request, Next next, Optional<Stored> known, Answers.Turn.Ask ask)
            throws InterruptedException {
        boolean landed = false;
        try {
            Fetched fetched = asked(request, next, known, ask.stamp());
            ask.landed(fetched.shared());
            landed = true;
            return fetched;
        } finally {
            if (!landed) {
                ask.brokeOff();
            }
        }
    }

    private Fetched asked(WholeRequest request, Next next, Optional<Stored> known, long stamp)
            throws InterruptedException {
        Reply reply = next.call(request.with(Conditions.asking(request.head(), known)));
        if (known.isPresent() && ERRORS.contains(reply) && mayReplace(request, known.get())) {
            reply.drop();
            site.fire(request.id(), new What.FellBack(Failures.word(reply)));
            return new Fetched(reply(request.head(), known.get(), "fwd=stale; detail=" + Failures.word(reply)), known);
        }
        Optional<Stored> stored = Optional.empty();
        if (reply instanceof Reply.Began began) {
            boolean holds = began.status() == 304 && known.isPresent();
            if (holds || isKept(request.head(), began)) {
                reply = began.gathered((int) settings.maxBody().bytes());
                stored = kept(request.head(), reply, holds ? known : Optional.empty(), stamp);
            }
        }
        stored.ifPresent(_ -> site.fire(request.id(), new What.Stored()));
        return new Fetched(stored.isPresent() ? fetched(request.head(), reply, stored.get()) : reply, stored);
    }

    /** Whoever asks for a fresh answer is told that there is none. */
    private boolean mayReplace(WholeRequest request, Stored known) throws InterruptedException {
        return answers.isCurrent(key, request.head().headers(), known)
                && known.mayReplaceFailure(site.timers().nanos())
                && Directives.of(request.head().headers())
                        .takeStale(known.staleness(site.timers().nanos()));
    }

    private boolean isKept(RequestHead head, Reply.Began began) {
        boolean tooLong = began.headers()
                .first("content-length")
                .filter(length -> length.matches("\\d{1,18}"))
                .map(length -> Long.parseLong(length) > settings.maxBody().bytes())
                .orElse(false);
        return !tooLong
                && new Cacheability(settings)
                        .may(
                                head,
                                began.status(),
                                began.headers(),
                                site.timers().instant());
    }

    /** {@code holds} is what was kept and, as the function says, still holds: then the newer fields count. */
    private Optional<Stored> kept(RequestHead head, Reply reply, Optional<Stored> holds, long stamp) {
        if (!(reply instanceof Reply.Whole(Answer answer, var _))) {
            return Optional.empty();
        }
        return Optional.of(holds.map(
                        old -> stored(Conditions.renewed(old.answer(), answer.headers()), old.varied(), stamp))
                .orElseGet(() -> stored(answer, Varied.of(answer.headers(), head.headers()), stamp)));
    }

    private Stored stored(Answer answer, List<Varied> varied, long stamp) {
        Directives says = Directives.of(answer.headers());
        Freshness freshness = Freshness.of(answer.headers(), says, site.timers().instant(), settings);
        boolean dated = answer.headers().first("date").isPresent();
        Answer kept =
                dated ? answer : answer.with("Date", HttpDate.text(site.timers().instant()));
        return new Stored(kept, varied, freshness, site.timers().nanos(), stamp);
    }

    /** To the one who fetched it. */
    private Reply fetched(RequestHead head, Reply reply, Stored stored) {
        Answer answer = Conditions.answer(
                head,
                stored.answer().with("Cache-Status", "sluice; fwd=miss; stored"),
                site.timers().instant());
        return reply instanceof Reply.Whole whole ? whole.with(answer) : reply;
    }

    private Reply reply(RequestHead head, Stored stored, String how) {
        long now = site.timers().nanos();
        Answer answer = stored.answer()
                .with("Age", Long.toString(stored.age(now).toSeconds()))
                .with(
                        "Cache-Status",
                        "sluice; " + how + "; ttl=" + stored.left(now).toSeconds());
        return Reply.own(Conditions.answer(head, answer, site.timers().instant()), "kept_answer");
    }
}
