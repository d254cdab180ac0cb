package dev.sluice.gateway.invoke;

/** Knows which bearer tokens open functions with {@code access: token}. Thread-safe; must not block. */
@FunctionalInterface
public interface CallerTokens {

    /** Compares in constant time. */
    boolean accepts(String token);
}
