package dev.sluice.decorators.auth;

import java.util.List;

/** A way to sign with a key whose public half anybody may know (RFC 7518, 3.1); never {@code none}. */
public record Algorithm(String name) {

    private static final List<String> ALLOWED =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    public Algorithm {
        if (!ALLOWED.contains(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not allowed: tokens may be signed with " + String.join(", ", ALLOWED));
        }
    }
}
