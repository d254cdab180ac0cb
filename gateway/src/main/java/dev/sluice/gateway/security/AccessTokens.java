package dev.sluice.gateway.security;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.Namespace;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tokens of namespaces. The catalog keeps them, as digests only; all gateways on it know of each change from its watch.
 * Looking a token up never blocks; the rest blocks where the catalog does. Thread-safe.
 */
public final class AccessTokens {

    /** What every such token begins with, so that other bearer tokens are not looked up. */
    static final String PREFIX = "sluice-token-";

    /** The kind of resource that they are, for the catalog that keeps them. */
    public static final ResourceKind<?, ?> KIND = AccessToken.KIND;

    private static final int BYTES = 32;

    private final Catalog catalog;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Map<Digest, Bearer> bearers = new ConcurrentHashMap<>();
    private final Map<ResourceId<?, ?>, Digest> digests = new ConcurrentHashMap<>();

    /** Whoever bears a token. */
    record Bearer(Namespace namespace, AccessToken.Scope scope) {}

    /** What may be told of a token; {@code scope} is {@code invoke} or {@code manage}. */
    public record Told(String name, String scope, Instant createdAt) {}

    /** A token that was made; only this tells it. */
    public record Made(Told told, String token) {

        @Override
        public String toString() {
            return "Made[" + told + "]";
        }
    }

    public AccessTokens(Catalog catalog, SecureRandom random, InstantSource clock) {
        this.catalog = catalog;
        this.random = random;
        this.clock = clock;
        while (!(catalog.watch(knowAll(), this::changed) instanceof Catalog.Watching.Started)) {
            // So much was changed meanwhile that not all of it could be told.
        }
    }

    /** Answers the revision from which on changes are not known. */
    private Revision knowAll() {
        Revision start = catalog.revision();
        List.copyOf(digests.keySet()).forEach(this::forget);
        for (Namespace namespace : catalog.namespaces(AccessToken.KIND)) {
            catalog.each(AccessToken.KIND, namespace, this::know);
        }
        return start;
    }

    /** Makes a token; empty if the namespace has one of that name. */
    public Optional<Made> make(Namespace namespace, String name, boolean manages) {
        String token = PREFIX + RandomToken.of(BYTES, random);
        AccessToken.Scope scope = manages ? AccessToken.Scope.MANAGE : AccessToken.Scope.INVOKE;
        AccessToken.Status status = new AccessToken.Status(clock.instant());
        Catalog.Put put = catalog.put(
                new ResourceId<>(AccessToken.KIND, namespace, name),
                new AccessToken(scope, digest(token)),
                status,
                Revision.NONE);
        return put instanceof Catalog.Put.Done
                ? Optional.of(new Made(new Told(name, scope.word(), status.createdAt()), token))
                : Optional.empty();
    }

    /** Those of a namespace, in order of their names. */
    public List<Told> list(Namespace namespace) {
        List<Told> all = new ArrayList<>();
        catalog.each(
                AccessToken.KIND,
                namespace,
                token -> all.add(new Told(
                        token.id().name(),
                        token.spec().scope().word(),
                        token.status().createdAt())));
        return List.copyOf(all);
    }

    /** Ends a token for good; false if there is none of that name. */
    public boolean revoke(Namespace namespace, String name) {
        return catalog.delete(new ResourceId<>(AccessToken.KIND, namespace, name));
    }

    /** Whose token this is, if it is one. */
    Optional<Bearer> bearer(String token) {
        return token.startsWith(PREFIX) ? Optional.ofNullable(bearers.get(digest(token))) : Optional.empty();
    }

    private void changed(CatalogEvent event) {
        switch (event) {
            case CatalogEvent.Stored(Resource<?, ?> resource) -> know(resource);
            case CatalogEvent.Deleted(ResourceId<?, ?> id, Revision _) -> forget(id);
        }
    }

    private void know(Resource<?, ?> resource) {
        if (resource.spec() instanceof AccessToken token) {
            forget(resource.id());
            digests.put(resource.id(), token.digest());
            bearers.put(token.digest(), new Bearer(resource.id().namespace(), token.scope()));
        }
    }

    private void forget(ResourceId<?, ?> id) {
        Digest known = digests.remove(id);
        if (known != null) {
            bearers.remove(known);
        }
    }

    private static Digest digest(String token) {
        return Digest.of(token.getBytes(StandardCharsets.UTF_8));
    }
}
