package dev.sluice.decorators.suites;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.decorators.Decorated;
import dev.sluice.decorators.json.JsonBodies;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** One decorator with settings of a suite, in front of a function that takes what it gets. */
final class Played {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Decorated decorated;
    private final Invoker invoker;

    private Played(Decorated decorated, Invoker invoker) {
        this.decorated = decorated;
        this.invoker = invoker;
    }

    /** Empty if the settings are refused. */
    static Optional<Played> with(DecoratorKind<?> kind, Map<String, Object> settings) {
        Decorated decorated = new Decorated(kind);
        String text = JSON.valueToTree(settings).toString();
        try {
            decorated.problems(text);
            return Optional.empty();
        } catch (AssertionError notRefused) {
            return Optional.of(new Played(decorated, decorated.with(text)));
        }
    }

    /** Whether the body came to the function. */
    boolean passes(JsonNode body) {
        return call(body).status() == 200;
    }

    /** What came to the function; empty if the call was refused. */
    Optional<JsonNode> rewritten(JsonNode body) {
        return call(body).status() == 200
                ? JsonBodies.read(decorated.function().calls().getLast().text().getBytes(StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private HeardCall call(JsonNode body) {
        HeardCall caller =
                HeardCall.of(invoker, Invocations.post(new String(JsonBodies.write(body), StandardCharsets.UTF_8)));
        caller.outcome();
        return caller;
    }
}
