package dev.sluice.decorators.transform;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.decorators.json.JsonBodies;
import java.time.Duration;
import java.util.Map;

/** A JSONata expression, bounded in time and depth. Used by many threads. */
record Expression(Jsonata compiled, Duration maxTime) implements Rewriting {

    private static final int MAX_DEPTH = 300;

    /** Throws {@link IllegalArgumentException} with what is wrong and where. */
    static Jsonata parse(String expression) {
        try {
            return Jsonata.jsonata(expression);
        } catch (JException e) {
            throw new IllegalArgumentException(
                    "this is no JSONata at character " + e.getLocation() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("this is no JSONata: " + e.getMessage(), e);
        }
    }

    @Override
    public JsonNode rewrite(JsonNode body, Map<String, Object> around) throws NotRewrittenException {
        Jsonata.Frame frame = compiled.createFrame();
        around.forEach(frame::bind);
        frame.setRuntimeBounds(maxTime.toMillis(), MAX_DEPTH);
        try {
            Object value = compiled.evaluate(JsonBodies.tree(body), frame);
            return value == null ? JsonNodeFactory.instance.nullNode() : JsonBodies.of(value);
        } catch (RuntimeException | StackOverflowError e) {
            throw new NotRewrittenException("JSONata: " + e.getMessage(), e);
        }
    }
}
