package dev.sluice.decorators.idempotency;

import dev.sluice.core.catalog.StorageException;
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
import dev.sluice.core.invocation.InvocationId;
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
            Runnable over = () -> {
                forget(invocation.id());
                landing.fail("the call ended as " + outcome.word());
            };
            // The end is heard on an event loop, where nothing may wait for a disk.
            if (keys.blocks()) {
                site.services().executor().execute(over);
            } else {
                over.run();
            }
        };
        detached.around(again, ended, next);
        return landing.await();
    }

    /** A failure without an answer, and a refusal of a decorator behind this one, are forgotten: it may be sent again. */
    private Reply kept(WholeRequest request, Reply reply) throws InterruptedException {
        Reply whole = reply.gathered(most());
        return switch (whole) {
            case Reply.Whole(Answer answer, Reply.Ending ending)
            when ending.outcome() instanceof Outcome.Intercepted && answer.status() >= 400 -> {
                forget(request.id());
                yield whole;
            }
            case Reply.Whole(Answer answer, var _) -> {
                if (!keep(request.id(), answer)) {
                    yield tooLongKept(request);
                }
                site.fire(request.id(), new What.Stored());
                yield whole;
            }
            case Reply.Began _ -> tooLongKept(request);
            case Reply.Own _, Reply.Failed _ -> {
                forget(request.id());
                yield whole;
            }
        };
    }

    /** How many bytes an answer that is kept may have. */
    private int most() {
        return Math.min(limits.bytes(), keys.mostBytes());
    }

    private Reply tooLongKept(WholeRequest request) {
        Reply.Own own = tooLong(request);
        boolean _ = keep(request.id(), own.answer());
        return own;
    }

    /** Whether the answer is not too large; one that the state did not take leaves the key taken, and is told all the same. */
    private boolean keep(InvocationId id, Answer answer) {
        try {
            return keys.keep(key, mine, answer);
        } catch (StorageException e) {
            site.fire(id, new What.Failed(String.valueOf(e.getMessage())));
            return true;
        }
    }

    private void forget(InvocationId id) {
        try {
            keys.forget(key, mine);
        } catch (StorageException e) {
            site.fire(id, new What.Failed(String.valueOf(e.getMessage())));
        }
    }

    private Reply.Own tooLong(WholeRequest request) {
        var problem = site.problem(
                        502,
                        "answer_too_large",
                        "The answer is too large to be kept",
                        site.where() + " keeps answers of at most " + most()
                                + " bytes. The function was run and is not run again for this key. "
                                + (most() < limits.bytes()
                                        ? "Without 'shared' it may keep longer ones."
                                        : "Deploy it with a higher maxBody."))
                .during(request.id());
        return new Reply.Own(Answer.of(problem), "answer_too_large");
    }
}
