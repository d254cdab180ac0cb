package dev.sluice.decorators.transform;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;

/** A JSONata expression, bounded in time and depth. Used by many threads. */
record Expression(Jsonata compiled, Duration maxTime, long most) implements Rewriting {

    private static final int MAX_DEPTH = 300;

    /** Throws {@link IllegalArgumentException} with what is wrong and where. */
    static Jsonata parse(String expression) {
        try {
            Jsonata compiled = Jsonata.jsonata(expression);
            compiled.setOutputConvertNulls(false);
            CorrectedFunctions.bind(compiled);
            return compiled;
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
            return ResultReader.read(compiled.evaluate(InputTree.of(body), frame), most);
        } catch (RuntimeException | StackOverflowError e) {
            throw new NotRewrittenException("JSONata: " + e.getMessage(), e);
        }
    }
}
