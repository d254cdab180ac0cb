package dev.sluice.decorators.validate;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.Schema;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.problem.Problem;
import dev.sluice.decorators.json.JsonBodies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Holds requests to schemas. */
record Validator(DecoratorSite site, Optional<Schema> body, Optional<Schema> query, Optional<Schema> headers) {

    /** Nobody reads more, and a body of a few kilobytes can have thousands. */
    static final int MOST_VIOLATIONS = 500;

    private static final Set<String> BODILESS = Set.of("GET", "HEAD", "OPTIONS");

    /** What curl and others say of JSON if nobody tells them. */
    private static final Set<String> UNTOLD = Set.of("", "text/plain", "application/x-www-form-urlencoded");

    static Validator of(ValidateSettings settings, DecoratorSite site) {
        return new Validator(
                site,
                settings.body().map(schema -> Schemas.ofBody("body", schema)),
                settings.query().map(schema -> Schemas.ofTexts("query", schema)),
                settings.headers().map(schema -> Schemas.ofTexts("headers", schema)));
    }

    /** What is wrong with a request, looking at its head only. */
    Optional<Problem> head(RequestHead head) {
        return told(ofHead(head));
    }

    /** What is wrong with a request. */
    Optional<Problem> whole(WholeRequest request) {
        List<Problem.Fault> faults = ofHead(request.head());
        byte[] bytes = request.bytes();
        boolean needed = bytes.length > 0 || !BODILESS.contains(request.head().method());
        if (body.isPresent() && needed) {
            if (!mayBeJson(request.head().headers())) {
                return Optional.of(unsupported());
            }
            faults.addAll(ofBody(body.get(), bytes));
        }
        return told(faults);
    }

    private static boolean mayBeJson(Headers headers) {
        return headers.first("content-encoding").isEmpty()
                && (JsonBodies.isJson(headers) || UNTOLD.contains(JsonBodies.mediaType(headers)));
    }

    private List<Problem.Fault> ofHead(RequestHead head) {
        List<Problem.Fault> faults = new ArrayList<>();
        query.ifPresent(schema -> faults.addAll(check("query", schema, Texts.ofQuery(head.query()))));
        headers.ifPresent(schema -> faults.addAll(check("headers", schema, Texts.ofHeaders(head.headers()))));
        return faults;
    }

    private static List<Problem.Fault> ofBody(Schema schema, byte[] bytes) {
        try {
            JsonNode node = JsonBodies.readStrictly(bytes);
            return node instanceof MissingNode
                    ? List.of(new Problem.Fault("body#", "there is no body", "JSON"))
                    : check("body", schema, node);
        } catch (JacksonException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            return List.of(new Problem.Fault("body#", "not JSON" + where + ": " + e.getOriginalMessage(), "JSON"));
        }
    }

    private static List<Problem.Fault> check(String part, Schema schema, JsonNode node) {
        return schema.validate(node).stream()
                .map(error -> new Problem.Fault(part + "#" + error.getInstanceLocation(), error.getMessage(), ""))
                .toList();
    }

    private Optional<Problem> told(List<Problem.Fault> faults) {
        if (faults.isEmpty()) {
            return Optional.empty();
        }
        int count = faults.size();
        String more = count > MOST_VIOLATIONS ? "; the first " + MOST_VIOLATIONS + " are listed" : "";
        Problem.Kind kind =
                new Problem.Kind(400, Component.DECORATOR, "request_invalid", "The request is not as it must be");
        return Optional.of(new Problem(
                kind,
                "The schema of '" + site.function() + "' does not allow this request: "
                        + (count == 1 ? "1 thing is" : count + " things are") + " wrong" + more + ".",
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                faults.subList(0, Math.min(count, MOST_VIOLATIONS)),
                Map.of()));
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
