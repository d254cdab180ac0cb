package dev.sluice.decorators.transform;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;

/** A JSONata expression, bounded in time and depth. Used by many threads. */
record Expression(Jsonata compiled, Duration maxTime, long most) implements Rewriting {

    private static final int MAX_DEPTH = 300;
    private static final String TOO_DEEP = "it calls itself more than " + MAX_DEPTH + " deep";

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
        } catch (JException e) {
            throw new NotRewrittenException("JSONata: " + said(e), e);
        } catch (StackOverflowError e) {
            throw new NotRewrittenException("JSONata: " + TOO_DEEP, e);
        } catch (RuntimeException e) {
            throw new NotRewrittenException("JSONata: " + e.getMessage(), e);
        }
    }

    /** The library's advice at the end of a bound is for whoever wrote the expression; callers are told which it was. */
    private String said(JException e) {
        String error = String.valueOf(e.getError());
        if (error.startsWith("Expression evaluation timeout")) {
            return "it takes longer than " + maxTime.toMillis() + "ms";
        }
        return error.startsWith("Stack overflow") ? TOO_DEEP : String.valueOf(e.getMessage());
    }
}
