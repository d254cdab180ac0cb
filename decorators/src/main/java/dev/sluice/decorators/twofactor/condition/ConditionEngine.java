package dev.sluice.decorators.twofactor.condition;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.evaluate.Engine;
import dev.sluice.decorators.evaluate.Program;
import dev.sluice.decorators.evaluate.RefusedException;
import java.nio.charset.StandardCharsets;

/** Compiles conditions in CEL. An input is a {@link Judged}, a result one byte, {@link #NO} if the condition does not hold. */
public final class ConditionEngine implements Engine {

    static final String NAME = "condition";
    static final byte NO = 0;
    private static final byte YES = 1;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Program compile(byte[] source) throws RefusedException {
        try {
            Condition condition = Condition.parse(new String(source, StandardCharsets.UTF_8));
            return (input, result) -> {
                Judged judged = Judged.read(input);
                result.write(condition.holds(judged.head(), judged.subject(), judged.body()) ? YES : NO);
            };
        } catch (IllegalArgumentException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void rehearse() {
        byte[] body = "{\"a\":[1]}".getBytes(StandardCharsets.UTF_8);
        Condition.parse("request.body.a.exists(x, x > 1) || request.path.matches('^/b')")
                .holds(new RequestHead("POST", "/", "", Headers.EMPTY), "ann", body);
    }
}
