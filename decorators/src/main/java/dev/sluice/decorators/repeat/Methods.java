package dev.sluice.decorators.repeat;

import dev.sluice.core.function.TreeValues;
import java.util.List;

/** Methods whose calls may be repeated. */
public final class Methods {

    /** Those that mean the same once or several times (RFC 9110, 9.2.2). */
    public static final String IDEMPOTENT = "GET, HEAD, OPTIONS, TRACE, PUT, DELETE";

    private Methods() {}

    /** Throws {@link IllegalArgumentException} with a sentence if there are none, or one is no method. */
    public static void check(List<String> methods) {
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("methods is empty: name one at least");
        }
        methods.forEach(method -> {
            if (!method.matches("[A-Z]{1,20}")) {
                throw new IllegalArgumentException(
                        "'" + TreeValues.shown(method) + "' is not a method: write capital letters, as in GET");
            }
        });
    }
}
