package dev.sluice.decorators.idempotency;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeLimits;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.OutcomeListener;

/** Makes the call, whatever becomes of its caller, and keeps the answer; the key stays taken only if it is kept. */
record DetachedCall(
        DecoratorSite site, Keys keys, IdempotencyRecord.Key key, IdempotencyRecord.Running mine, WholeLimits limits) {

    Reply make(Invocation invocation, WholeRequest request, Invoker next) throws InterruptedException {
        PendingReply landing = new PendingReply();
        WholeDecorator detached = new WholeDecorator(site, limits, (same, behind) -> {
            landing.land(kept(same, behind.call(same.with(request.head()).withBody(request.bytes()))));
            return Reply.own(Answer.of(204, Headers.EMPTY, new byte[0]), "detached");
        });
        Invocation again = invocation.with(request.head(), Body.EMPTY);
        OutcomeListener ended = (outcome, timings) -> {
            keys.forget(key, mine);
            landing.fail("the call ended as " + outcome.word());
        };
        detached.around(again, ended, next);
        return landing.await();
    }

    /** A failure without an answer, and a refusal of a decorator behind this one, are forgotten: it may be sent again. */
    private Reply kept(WholeRequest request, Reply reply) throws InterruptedException {
        Reply whole = reply.gathered(limits.bytes());
        return switch (whole) {
            case Reply.Whole(Answer answer, Reply.Ending ending)
            when ending.outcome() instanceof Outcome.Intercepted && answer.status() >= 400 -> {
                keys.forget(key, mine);
                yield whole;
            }
            case Reply.Whole(Answer answer, var _) -> {
                keys.keep(key, mine, answer);
                site.fire(request.id(), new What.Stored());
                yield whole;
            }
            case Reply.Began _ -> {
                Reply.Own own = tooLong(request);
                keys.keep(key, mine, own.answer());
                yield own;
            }
            case Reply.Own _, Reply.Failed _ -> {
                keys.forget(key, mine);
                yield whole;
            }
        };
    }

    private Reply.Own tooLong(WholeRequest request) {
        var problem = site.problem(
                        502,
                        "answer_too_large",
                        "The answer is too large to be kept",
                        site.where() + " keeps answers of at most " + limits.bytes()
                                + " bytes. The function was run and is not run again for this key. Deploy it with a"
                                + " higher maxBody.")
                .during(request.id());
        return new Reply.Own(Answer.of(problem), "answer_too_large");
    }
}
