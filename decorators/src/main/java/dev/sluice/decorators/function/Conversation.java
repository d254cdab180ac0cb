package dev.sluice.decorators.function;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Next;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeHandler;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.problem.Problem;
import dev.sluice.decorators.function.FunctionSettings.OnFailure;
import dev.sluice.decorators.function.FunctionSettings.Phase;

/** What is said with the decorator function during one call: it is shown the request, the answer, or both. */
final class Conversation implements WholeHandler {

    /** The reason of an answer that the function gave by itself. */
    static final String ANSWERED = "answered_by_function";

    private final FunctionSettings settings;
    private final DecoratorSite site;
    private final Failures failures;
    private final int limit;

    Conversation(FunctionSettings settings, DecoratorSite site) {
        this.settings = settings;
        this.site = site;
        this.failures = new Failures(settings, site);
        this.limit = Math.toIntExact(settings.maxBody().bytes());
    }

    @Override
    public Reply handle(WholeRequest request, Next next) throws InterruptedException {
        if (!settings.phases().contains(Phase.REQUEST)) {
            return answered(request, next.call(request), next);
        }
        return switch (said(ShownRequest.of(request, site.function()), next)) {
            case Said.ByItself(Reply own) -> {
                site.fire(request.id(), new What.Answered(own.statusOrZero(), ANSWERED));
                yield own;
            }
            case Said.Marked(Answer answer) -> {
                try {
                    WholeRequest changed = ShownRequest.changed(request, answer);
                    yield goOn(request, changed, next);
                } catch (NonsenseException e) {
                    yield failed(request, failures.nonsense(e.getMessage()), next);
                }
            }
            case Said.Failed(Reply.Failed reply) ->
                failures.endsTheCall(reply) ? reply : failed(request, failures.of(reply), next);
            case Said.TooLong() -> failed(request, failures.tooLong("its answer"), next);
        };
    }

    private Reply goOn(WholeRequest request, WholeRequest changed, Next next) throws InterruptedException {
        if (changed != request) {
            site.fire(request.id(), new What.ChangedRequest());
        }
        return answered(request, next.call(changed), next);
    }

    private Reply failed(WholeRequest request, Problem problem, Next next) throws InterruptedException {
        if (settings.onFailure() == OnFailure.FAIL) {
            return Reply.own(problem, request);
        }
        site.fire(request.id(), new What.FellBack(problem.kind().reason()));
        return answered(request, next.call(request), next);
    }

    /** The answer of the call, which the function may change if it wants to see answers. */
    private Reply answered(WholeRequest request, Reply reply, Next next) throws InterruptedException {
        if (!settings.phases().contains(Phase.RESPONSE)) {
            return reply;
        }
        Reply gathered = reply.gathered(limit);
        return switch (gathered) {
            case Reply.Whole whole -> changed(request, whole, next);
            case Reply.Began _ -> kept(request, gathered, failures.tooLong("the answer to show"));
            case Reply.Failed _, Reply.Own _ -> gathered;
        };
    }

    private Reply changed(WholeRequest request, Reply.Whole whole, Next next) throws InterruptedException {
        Said said = said(ShownAnswer.of(request, whole.answer(), site.function()), next);
        return switch (said) {
            case Said.ByItself(Reply own) -> instead(request, whole, own.gathered(limit));
            case Said.Marked(Answer answer) -> {
                try {
                    Answer changed = ShownAnswer.changed(whole.answer(), answer);
                    if (changed != whole.answer()) {
                        site.fire(request.id(), new What.ChangedAnswer());
                    }
                    yield whole.with(changed);
                } catch (NonsenseException e) {
                    yield kept(request, whole, failures.nonsense(e.getMessage()));
                }
            }
            case Said.Failed(Reply.Failed reply) ->
                failures.endsTheCall(reply) ? reply : kept(request, whole, failures.of(reply));
            case Said.TooLong() -> kept(request, whole, failures.tooLong("its answer"));
        };
    }

    /** An answer without a mark takes the place of the one that was shown. */
    private Reply instead(WholeRequest request, Reply.Whole whole, Reply own) {
        return switch (own) {
            case Reply.Whole(Answer answer, Reply.Ending _) -> {
                site.fire(request.id(), new What.ChangedAnswer());
                yield whole.with(answer.with(MarkerHeaders.passing(answer.headers(), "")));
            }
            case Reply.Failed reply -> kept(request, whole, failures.of(reply));
            case Reply.Began _, Reply.Own _ -> kept(request, whole, failures.tooLong("its answer"));
        };
    }

    private Reply kept(WholeRequest request, Reply reply, Problem problem) {
        if (settings.onFailure() == OnFailure.FAIL) {
            return Reply.own(problem, request);
        }
        site.fire(request.id(), new What.FellBack(problem.kind().reason()));
        return reply;
    }

    /** What the function said to what it was shown. */
    private sealed interface Said {

        /** An answer without a mark; its body may still be on its way. */
        record ByItself(Reply reply) implements Said {}

        /** A whole answer with a mark. */
        record Marked(Answer answer) implements Said {}

        record Failed(Reply.Failed reply) implements Said {}

        record TooLong() implements Said {}
    }

    private Said said(WholeRequest shown, Next next) throws InterruptedException {
        Reply reply = next.call(settings.name(), shown);
        if (reply instanceof Reply.Began began
                && began.headers().first(MarkerHeaders.NEXT).isEmpty()) {
            return new Said.ByItself(began);
        }
        return switch (reply.gathered(limit)) {
            case Reply.Whole(Answer answer, Reply.Ending _) -> new Said.Marked(answer);
            case Reply.Failed failed -> new Said.Failed(failed);
            case Reply.Began _, Reply.Own _ -> new Said.TooLong();
        };
    }
}
