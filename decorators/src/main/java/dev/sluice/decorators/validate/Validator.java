package dev.sluice.decorators.validate;

import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.problem.Problem;
import dev.sluice.decorators.evaluate.Evaluation;
import dev.sluice.decorators.evaluate.Evaluator;
import dev.sluice.decorators.json.JsonBodies;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Holds requests to schemas. */
record Validator(DecoratorSite site, ValidateSettings settings, Evaluator schemas) {

    /** More than any list of violations has. */
    private static final int MOST_RESULT_BYTES = 4 * 1024 * 1024;

    private static final Set<String> BODILESS = Set.of("GET", "HEAD", "OPTIONS");

    /** What curl and others say of JSON if nobody tells them. */
    private static final Set<String> UNTOLD = Set.of("", "text/plain", "application/x-www-form-urlencoded");

    /** What is wrong with a request, looking at its head only. */
    Optional<Problem> head(RequestHead head) throws InterruptedException {
        return wrong(new RequestParts(Optional.empty(), query(head), headers(head)));
    }

    /** What is wrong with a request. */
    Optional<Problem> whole(WholeRequest request) throws InterruptedException {
        byte[] bytes = request.bytes();
        RequestHead head = request.head();
        boolean needed = bytes.length > 0 || !BODILESS.contains(head.method());
        if (needed && !mayBeJson(head.headers())) {
            return Optional.of(unsupported());
        }
        return wrong(new RequestParts(needed ? Optional.of(bytes) : Optional.empty(), query(head), headers(head)));
    }

    private Optional<byte[]> query(RequestHead head) {
        return settings.query().map(schema -> JsonBodies.write(Texts.ofQuery(head.query())));
    }

    private Optional<byte[]> headers(RequestHead head) {
        return settings.headers().map(schema -> JsonBodies.write(Texts.ofHeaders(head.headers())));
    }

    private static boolean mayBeJson(Headers headers) {
        return headers.first("content-encoding").isEmpty()
                && (JsonBodies.isJson(headers) || UNTOLD.contains(JsonBodies.mediaType(headers)));
    }

    private Optional<Problem> wrong(RequestParts parts) throws InterruptedException {
        return switch (schemas.evaluate(parts.bytes(), settings.maxTime(), MOST_RESULT_BYTES)) {
            case Evaluation.Value(byte[] result) -> told(Violations.read(result));
            case Evaluation.Refused(String why) -> Optional.of(unchecked(why));
            case Evaluation.Busy busy -> Optional.of(busy.problem(site, "this request cannot be held to its schema"));
        };
    }

    private Optional<Problem> told(Violations violations) {
        int count = violations.count();
        if (count == 0) {
            return Optional.empty();
        }
        String more = count > Violations.MOST ? "; the first " + Violations.MOST + " are listed" : "";
        Problem.Kind kind =
                new Problem.Kind(400, Component.DECORATOR, "request_invalid", "The request is not as it must be");
        return Optional.of(new Problem(
                kind,
                "The schema of '" + site.function() + "' does not allow this request: "
                        + (count == 1 ? "1 thing is" : count + " things are") + " wrong" + more + ".",
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                violations.listed(),
                Map.of()));
    }

    private Problem unchecked(String why) {
        return site.problem(
                400,
                "request_not_checked",
                "The request cannot be checked",
                site.where() + " holds requests to a schema and could not do it with this one: " + why + ".");
    }

    private Problem unsupported() {
        return site.problem(
                415,
                "body_not_json",
                "The body is not JSON",
                "'" + site.function()
                        + "' takes JSON only: send Content-Type: application/json, and no Content-Encoding.");
    }
}
