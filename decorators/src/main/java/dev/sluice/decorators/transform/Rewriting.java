package dev.sluice.decorators.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Makes one JSON of another. */
@FunctionalInterface
interface Rewriting {

    Set<String> OF_WHAT_IS_THERE = Set.of("remove", "replace", "test");

    /** {@code around} is what is known besides the body, by name. */
    JsonNode rewrite(JsonNode body, Map<String, Object> around) throws NotRewrittenException;

    /** Throws {@link IllegalArgumentException} with what is wrong and where. */
    static Rewriting jsonata(String expression, Duration maxTime) {
        return new Expression(Expression.parse(expression), maxTime);
    }

    static Rewriting patch(JsonNode operations) {
        return (body, around) -> {
            JsonNode changed = body;
            for (JsonNode operation : operations) {
                changed = step(operation, changed);
            }
            return changed;
        };
    }

    /** The library lets operations on nothing pass, which RFC 6902 does not (section 4). */
    private static JsonNode step(JsonNode operation, JsonNode body) throws NotRewrittenException {
        boolean replaces = OF_WHAT_IS_THERE.contains(operation.path("op").asText());
        String needed = operation.path(replaces ? "path" : "from").asText("");
        if (body.at(needed).isMissingNode()) {
            throw new NotRewrittenException("JSON Patch: there is nothing at " + needed);
        }
        try {
            return JsonPatch.apply(JsonNodeFactory.instance.arrayNode().add(operation), body);
        } catch (JsonPatchException e) {
            throw new NotRewrittenException("JSON Patch: " + e.getMessage(), e);
        }
    }
}
