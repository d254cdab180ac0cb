package dev.sluice.decorators.transform;

import dev.sluice.core.settings.Setting;
import dev.sluice.decorators.transform.patch.JsonPatch;
import java.util.List;

/** A way to rewrite JSON. */
public sealed interface Change {

    /** By a JSONata expression, whose value is the new body. */
    record Jsonata(
            @Setting(
                    value = "the expression; besides the body it sees $method, $path and $status, and $headers by their"
                            + " names in lower case",
                    least = "1",
                    most = "20000",
                    inShort = true)
            String expression)
            implements Change {}

    /** By a JSON Patch (RFC 6902). */
    record Patch(
            @Setting(value = "the operations, in order", least = "1", most = "200", inShort = true)
            List<Object> operations)
            implements Change {
        public Patch {
            JsonPatch.of(operations);
        }
    }
}
