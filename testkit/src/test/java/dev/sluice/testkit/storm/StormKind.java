package dev.sluice.testkit.storm;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.WaitingHead;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.decorator.whole.Next;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.invocation.Headers;
import java.util.Random;

/** What decorators do with a call, as far as bytes, credit and ends go. */
enum StormKind {
    HEAD,
    HEAD_WATCHES,
    HEAD_WAITS,
    PASSES,
    GATHERS,
    REBUILDS,
    RETRIES,
    RETRIES_WHOLE,
    CALLS_TWICE,
    STANDS_ASIDE,
    BY_HAND,
    ANSWERS,
    ANSWERS_AND_CALLS,
    HEAD_ANSWERS,
    THROWS;

    private static final int LONGEST_GATHERED = 250_000;
    private static final int TRIES = 3;

    /** Those that end a call are rarer than those that pass it on. */
    static StormKind any(Random random) {
        StormKind kind = values()[random.nextInt(values().length)];
        return kind.compareTo(ANSWERS) >= 0 && random.nextInt(3) != 0 ? PASSES : kind;
    }

    Decorator make(DecoratorSite site, Random random) {
        int limit = 1 + random.nextInt(LONGEST_GATHERED);
        byte[] own = Pattern.bytes(0, random.nextInt(LONGEST_GATHERED));
        Answer answer = Answer.of(200, Headers.of(StormCaller.LENGTH, Integer.toString(own.length)), own);
        return switch (this) {
            case HEAD -> new HeadDecorator(site, call -> HeadStep.pass(call.head()));
            case HEAD_WATCHES -> new HeadDecorator(site, call -> HeadStep.pass(call.head(), new Watch() {}));
            case HEAD_WAITS -> new WaitingHead(site, call -> HeadStep.pass(call.head()));
            case HEAD_ANSWERS -> new HeadDecorator(site, call -> HeadStep.stop(answer, "own"));
            case BY_HAND -> (invocation, listener, next) -> next.invoke(invocation, listener);
            case PASSES -> new WholeDecorator(site, (request, next) -> next.call(request));
            case GATHERS ->
                new WholeDecorator(site, (request, next) -> next.call(request).gathered(limit));
            case REBUILDS ->
                new WholeDecorator(
                        site, (request, next) -> rebuilt(next.call(request).gathered(limit)));
            case RETRIES -> new WholeDecorator(site, (request, next) -> retried(request, next, 0));
            case RETRIES_WHOLE -> new WholeDecorator(site, (request, next) -> retried(request, next, limit));
            case CALLS_TWICE -> new WholeDecorator(site, (request, next) -> second(request, next, limit));
            case STANDS_ASIDE -> new WholeDecorator(site, (request, next) -> next.call(request)).onlyFor(head -> false);
            case ANSWERS -> new WholeDecorator(site, (request, next) -> Reply.own(answer, "own"));
            case ANSWERS_AND_CALLS ->
                new WholeDecorator(site, (request, next) -> {
                    site.services().executor().execute(() -> forgotten(request, next));
                    return Reply.own(answer, "own");
                });
            case THROWS ->
                new WholeDecorator(site, (request, next) -> {
                    next.call(request).gathered(limit);
                    throw new IllegalStateException("as planned");
                });
        };
    }

    private static Reply rebuilt(Reply reply) {
        return reply instanceof Reply.Whole whole
                ? whole.with(whole.answer().withBody(whole.answer().bytes()))
                : reply;
    }

    private static Reply retried(WholeRequest request, Next next, int limit) throws InterruptedException {
        Reply reply = next.call(request).gathered(limit);
        for (int turn = 1; turn < TRIES && reply.statusOrZero() != 200; turn++) {
            reply.drop();
            reply = next.call(request).gathered(limit);
        }
        return reply;
    }

    /** A call of a thread that nobody waits for. */
    private static void forgotten(WholeRequest request, Next next) {
        try {
            next.call(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first is left half read. */
    private static Reply second(WholeRequest request, Next next, int limit) throws InterruptedException {
        next.call(request).gathered(limit / 2);
        return next.call(request);
    }
}
