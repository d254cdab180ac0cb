package dev.sluice.gateway.http;

import java.util.Optional;

/** Knows the bearer tokens of those who call functions. Thread-safe; must not block. */
@FunctionalInterface
public interface CallerTokens {

    /** Whether {@code token} opens functions with {@code access: token}; compares in constant time. */
    boolean accepts(String token);

    /** The instance whose token this is, if it is that of one that lives; there are none unless somebody gives them tokens. */
    default Optional<CallingInstance> instance(String token) {
        return Optional.empty();
    }
}
