package dev.sluice.gateway.http;

import dev.sluice.core.function.FunctionName;
import java.util.Optional;

/** Knows the bearer tokens of those who call functions. Thread-safe; must not block. */
@FunctionalInterface
public interface CallerTokens {

    /** Whether {@code token} opens {@code function}, which has {@code access: token}; compares in constant time. */
    boolean accepts(String token, FunctionName function);

    /** The instance whose token this is, if it is that of one that lives; there are none unless somebody gives them tokens. */
    default Optional<CallingInstance> instance(String token) {
        return Optional.empty();
    }
}
