package dev.sluice.decorators.transform;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Next;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeHandler;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.problem.Problem;
import dev.sluice.decorators.body.BodyFields;
import dev.sluice.decorators.evaluate.Evaluation;
import dev.sluice.decorators.evaluate.Evaluator;
import dev.sluice.decorators.json.JsonBodies;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Rewrites what goes in and what comes out. What should be rewritten and cannot be never passes as it was. */
record Transformer(
        DecoratorSite site, Optional<Evaluator> request, Optional<Evaluator> response, TransformSettings settings)
        implements WholeHandler {

    /** Fields that told something about the old bytes of an answer. */
    private static final List<String> OUTDATED =
            List.of("content-length", "etag", "last-modified", "accept-ranges", "content-md5", "content-digest");

    @Override
    public Reply handle(WholeRequest given, Next next) throws InterruptedException {
        WholeRequest passed = given;
        if (request.isPresent() && given.body().hasRemaining() && TransformKind.isJson(given.head())) {
            switch (rewritten(request.get(), around(given.head()), given.bytes())) {
                case Evaluation.Value(byte[] changed) -> passed = given.withBody(changed);
                case Evaluation.Refused(String why) -> {
                    return refused(given, why);
                }
                case Evaluation.Busy busy -> {
                    return Reply.own(busy.problem(site, "the body of this request cannot be rewritten"), given);
                }
            }
            site.fire(given.id(), new What.ChangedRequest());
        }
        if (response.isEmpty()) {
            return next.call(passed);
        }
        Headers headers = passed.head().headers().edited(BodyFields.ABOUT_STORED_OR_CODED_ANSWERS, Headers.EMPTY);
        return answered(response.get(), given, next.call(passed.with(headers)));
    }

    int maxBody() {
        return (int) settings.maxBody().bytes();
    }

    private Evaluation rewritten(Evaluator evaluator, Map<String, Object> around, byte[] body)
            throws InterruptedException {
        return evaluator.evaluate(new Original(around, body).bytes(), settings.maxTime(), maxBody());
    }

    private static Map<String, Object> around(RequestHead head) {
        return around(head, head.headers());
    }

    private static Map<String, Object> around(RequestHead head, Headers headers) {
        Map<String, Object> byName = new HashMap<>();
        headers.forEach((name, value) ->
                byName.merge(name.toLowerCase(Locale.ROOT), value, (first, second) -> first + ", " + second));
        Map<String, Object> around = new HashMap<>();
        around.put("method", head.method());
        around.put("path", head.path());
        around.put("headers", byName);
        return around;
    }

    private Reply answered(Evaluator rewriting, WholeRequest given, Reply reply) throws InterruptedException {
        if (!(reply instanceof Reply.Began began)
                || began.status() < 200
                || began.status() > 299
                || began.status() == 204
                || given.head().method().equals("HEAD")
                || !JsonBodies.isJson(began.headers())) {
            return reply;
        }
        if (began.headers().first("content-encoding").isPresent()) {
            return broken(given, "it is encoded");
        }
        return switch (began.gathered(maxBody())) {
            case Reply.Whole whole -> rewritten(rewriting, given, whole);
            case Reply.Failed failed -> failed;
            case Reply.Began _ -> broken(given, "it has more than " + maxBody() + " bytes");
            case Reply.Own own -> own;
        };
    }

    private Reply rewritten(Evaluator rewriting, WholeRequest given, Reply.Whole whole) throws InterruptedException {
        Answer answer = whole.answer();
        Map<String, Object> around = around(given.head(), answer.headers());
        around.put("status", answer.status());
        return switch (rewritten(rewriting, around, answer.bytes())) {
            case Evaluation.Value(byte[] changed) -> {
                site.fire(given.id(), new What.ChangedAnswer());
                yield whole.with(answer.withBody(changed).with(answer.headers().edited(OUTDATED, Headers.EMPTY)));
            }
            case Evaluation.Refused(String why) -> broken(given, why);
            case Evaluation.Busy busy ->
                Reply.own(busy.problem(site, "the function was run, but its answer cannot be rewritten"), given);
        };
    }

    private Reply refused(WholeRequest given, String why) {
        Problem problem = site.problem(
                400,
                "request_not_rewritten",
                "The body cannot be rewritten",
                site.where() + " rewrites the body of requests and could not do it with this one: " + why + ".");
        return Reply.own(problem, given);
    }

    private Reply broken(WholeRequest given, String why) {
        Problem problem = site.problem(
                502,
                "answer_not_rewritten",
                "The answer cannot be rewritten",
                site.where() + " rewrites the body of answers and could not do it with this one: " + why
                        + ". The function was run.");
        return Reply.own(problem, given);
    }
}
