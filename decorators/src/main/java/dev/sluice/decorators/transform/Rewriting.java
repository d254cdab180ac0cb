package dev.sluice.decorators.transform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.decorators.transform.patch.InapplicableException;
import dev.sluice.decorators.transform.patch.JsonPatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes one JSON of another. */
@FunctionalInterface
interface Rewriting {

    /** {@code around} is what is known besides the body, by name. */
    JsonNode rewrite(JsonNode body, Map<String, Object> around) throws NotRewrittenException;

    /**
     * Throws {@link IllegalArgumentException} with what is wrong and where.
     *
     * @param most about how many characters the result may have as text
     */
    static Rewriting jsonata(String expression, Duration maxTime, long most) {
        return new Expression(Expression.parse(expression), maxTime, most);
    }

    /**
     * Throws {@link IllegalArgumentException} with what is wrong with which operation.
     *
     * @param most about how many characters of text the operations may copy together
     */
    static Rewriting patch(List<? extends @Nullable Object> operations, long most) {
        JsonPatch patch = JsonPatch.of(operations);
        return (body, around) -> {
            try {
                return patch.apply(body, most);
            } catch (InapplicableException e) {
                throw new NotRewrittenException("JSON Patch: " + e.why(), e);
            }
        };
    }
}
