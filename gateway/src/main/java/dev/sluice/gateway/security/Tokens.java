package dev.sluice.gateway.security;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Authorization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what the bearer of a token may do. Thread-safe; never blocks. */
public final class Tokens {

    private final byte[] admin;
    private final byte[] invoke;
    private final AccessTokens ofNamespaces;

    /**
     * @param admin may manage and call everything
     * @param invoke may call functions of {@link Namespace#DEFAULT} that want a token
     */
    public Tokens(String admin, String invoke, AccessTokens ofNamespaces) {
        this.admin = digest(admin);
        this.invoke = digest(invoke);
        this.ofNamespaces = ofNamespaces;
    }

    /** Who asks to manage, by the header {@code Authorization}. */
    sealed interface Manager {

        /** Who may do all that there is. */
        record Admin() implements Manager {}

        /** Who may manage one namespace. */
        record OfNamespace(Namespace namespace) implements Manager {}

        /** Who has a token that opens calls and nothing else. */
        record CallerOnly(Namespace namespace) implements Manager {}

        record NoToken() implements Manager {}

        record WrongToken() implements Manager {}
    }

    /** Who asks; {@code authorization} is the header's value. */
    Manager manager(@Nullable String authorization) {
        return bearer(authorization).map(this::bearing).orElseGet(Manager.NoToken::new);
    }

    private Manager bearing(String token) {
        if (same(token, admin)) {
            return new Manager.Admin();
        }
        return ofNamespaces
                .bearer(token)
                .<Manager>map(bearer -> switch (bearer.scope()) {
                    case MANAGE -> new Manager.OfNamespace(bearer.namespace());
                    case INVOKE -> new Manager.CallerOnly(bearer.namespace());
                })
                .orElseGet(Manager.WrongToken::new);
    }

    /** Whether {@code token} opens functions of a namespace that have {@code access: token}. */
    public boolean opensFunctions(String token, Namespace namespace) {
        // Both are compared always, so that the time taken tells nothing.
        boolean ofPlatform = same(token, admin) | (same(token, invoke) && namespace.isDefault());
        return ofPlatform
                || ofNamespaces
                        .bearer(token)
                        .filter(bearer -> bearer.namespace().equals(namespace))
                        .isPresent();
    }

    /** The same by the header {@code Authorization}, of one function. */
    public boolean opensFunctions(@Nullable String authorization, FunctionName function) {
        return bearer(authorization)
                .filter(token -> opensFunctions(token, function.namespace()))
                .isPresent();
    }

    /** Whether who sends this header {@code Authorization} may manage a namespace. */
    public boolean manages(@Nullable String authorization, Namespace namespace) {
        return switch (manager(authorization)) {
            case Manager.Admin() -> true;
            case Manager.OfNamespace(Namespace managed) -> managed.equals(namespace);
            case Manager.CallerOnly _, Manager.NoToken _, Manager.WrongToken _ -> false;
        };
    }

    /** Whether this header {@code Authorization} has no token of the platform. */
    public boolean unknown(@Nullable String authorization) {
        return switch (manager(authorization)) {
            case Manager.Admin _, Manager.OfNamespace _, Manager.CallerOnly _ -> false;
            case Manager.NoToken _ -> true;
            case Manager.WrongToken _ -> !opensAny(authorization);
        };
    }

    private boolean opensAny(@Nullable String authorization) {
        return bearer(authorization)
                .filter(token -> opensFunctions(token, Namespace.DEFAULT))
                .isPresent();
    }

    static Optional<String> bearer(@Nullable String authorization) {
        return Optional.ofNullable(authorization).flatMap(Authorization::bearer);
    }

    private static boolean same(String token, byte[] expected) {
        return MessageDigest.isEqual(digest(token), expected);
    }

    private static byte[] digest(String token) {
        return Digest.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
    }
}
