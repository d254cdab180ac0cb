package dev.sluice.gateway.security;

import dev.sluice.core.catalog.Codec;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.catalog.ResourceKind.Residence;
import dev.sluice.core.catalog.TypedTree;
import dev.sluice.core.function.Digest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token of a namespace as the catalog keeps it. Tokens have 256 random bits, so a plain digest tells nothing of them.
 *
 * @param digest of the token
 */
record AccessToken(Scope scope, Digest digest) {

    /** What a token opens in its namespace. */
    public enum Scope {
        /** Calls of functions that want a token. */
        INVOKE,
        /** Managing, and calls too. */
        MANAGE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the platform knows besides. */
    record Status(Instant createdAt) {}

    static final ResourceKind<AccessToken, Status> KIND = new ResourceKind<>(
            "sluice.dev/v1beta1",
            "AccessToken",
            "access-tokens",
            Residence.MEMORY,
            new SpecCodec(),
            new StatusCodec(),
            token -> Map.of());

    /** {@code scope: manage}, {@code digest: sha256:…}. */
    private static final class SpecCodec implements Codec<AccessToken> {

        @Override
        public Map<String, Object> write(AccessToken token) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("scope", token.scope().word());
            tree.put("digest", token.digest().toString());
            return tree;
        }

        @Override
        public AccessToken read(Map<String, ? extends @Nullable Object> tree) {
            TypedTree spec = new TypedTree(tree);
            return new AccessToken(
                    Scope.valueOf(spec.text("scope").toUpperCase(Locale.ROOT)), Digest.parse(spec.text("digest")));
        }
    }

    /** {@code createdAt: "…"}. */
    private static final class StatusCodec implements Codec<Status> {

        @Override
        public Map<String, Object> write(Status status) {
            return Map.of("createdAt", status.createdAt().toString());
        }

        @Override
        public Status read(Map<String, ? extends @Nullable Object> tree) {
            return new Status(new TypedTree(tree).instant("createdAt"));
        }
    }
}
