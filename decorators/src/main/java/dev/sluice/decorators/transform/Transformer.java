package dev.sluice.decorators.transform;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.sluice.decorators.json.JsonBodies;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Rewrites what goes in and what comes out. What should be rewritten and cannot be never passes as it was. */
record Transformer(DecoratorSite site, Optional<Rewriting> request, Optional<Rewriting> response, int maxBody)
        implements WholeHandler {

    /** Fields of a request by which an answer could come in pieces, encoded, or not at all. */
    private static final List<String> UNWANTED =
            List.of("accept-encoding", "range", "if-range", "if-none-match", "if-modified-since");

    /** Fields that told something about the old bytes of an answer. */
    private static final List<String> OUTDATED =
            List.of("content-length", "etag", "last-modified", "accept-ranges", "content-md5", "content-digest");

    @Override
    public Reply handle(WholeRequest given, Next next) throws InterruptedException {
        WholeRequest passed = given;
        if (request.isPresent() && given.body().hasRemaining() && TransformKind.isJson(given.head())) {
            Optional<JsonNode> body = JsonBodies.read(given.bytes());
            if (body.isEmpty()) {
                return refused(given, "it is not JSON");
            }
            try {
                passed = given.withBody(JsonBodies.write(request.get().rewrite(body.get(), around(given.head()))));
            } catch (NotRewrittenException e) {
                return refused(given, e.why());
            }
            site.fire(given.id(), new What.ChangedRequest());
        }
        if (response.isEmpty()) {
            return next.call(passed);
        }
        Headers headers = passed.head().headers().edited(UNWANTED, Headers.EMPTY);
        return answered(response.get(), given, next.call(passed.with(headers)));
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

    private Reply answered(Rewriting rewriting, WholeRequest given, Reply reply) throws InterruptedException {
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
        return switch (began.gathered(maxBody)) {
            case Reply.Whole whole -> rewritten(rewriting, given, whole);
            case Reply.Failed failed -> failed;
            case Reply.Began _ -> broken(given, "it has more than " + maxBody + " bytes");
            case Reply.Own own -> own;
        };
    }

    private Reply rewritten(Rewriting rewriting, WholeRequest given, Reply.Whole whole) {
        Answer answer = whole.answer();
        Optional<JsonNode> body = JsonBodies.read(answer.bytes());
        if (body.isEmpty()) {
            return broken(given, "it is not JSON");
        }
        Map<String, Object> around = around(given.head(), answer.headers());
        around.put("status", answer.status());
        try {
            byte[] changed = JsonBodies.write(rewriting.rewrite(body.get(), around));
            site.fire(given.id(), new What.ChangedAnswer());
            return whole.with(answer.withBody(changed).with(answer.headers().edited(OUTDATED, Headers.EMPTY)));
        } catch (NotRewrittenException e) {
            return broken(given, e.why());
        }
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
