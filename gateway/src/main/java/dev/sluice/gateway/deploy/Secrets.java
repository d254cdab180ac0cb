package dev.sluice.gateway.deploy;

import dev.sluice.core.catalog.SecretId;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Secrets and the functions that use them. Thread-safe; blocks on the disk. */
public final class Secrets {

    private final SecretStore store;
    private final SecretUse use;
    private final Renewal renewal;

    /** Waits until the functions that use a secret know its value of now. */
    @FunctionalInterface
    interface Renewal {
        void await(SecretId secret) throws InterruptedException;
    }

    Secrets(SecretStore store, SecretUse use, Renewal renewal) {
        this.store = store;
        this.use = use;
        this.renewal = renewal;
    }

    /** What may be told about a secret. */
    public record Told(SecretName name, Instant updatedAt, List<FunctionName> usedBy) {}

    /** What came of deleting one. */
    public sealed interface Deletion {

        record Deleted() implements Deletion {}

        record NoSuchSecret() implements Deletion {}

        record InUse(List<FunctionName> usedBy) implements Deletion {}
    }

    /**
     * Keeps a value; the functions that use it get new instances and decorators, which see it.
     *
     * @return the functions whose environment has no room for the value; if there are any, nothing was changed
     */
    public List<FunctionName> put(Namespace namespace, SecretName name, SecretValue value) throws InterruptedException {
        if (store.get(namespace, name).filter(value::equals).isPresent()) {
            return List.of();
        }
        List<FunctionName> full = use.putUnlessTooLarge(namespace, name, value);
        if (full.isEmpty()) {
            renewal.await(new SecretId(namespace, name));
        }
        return full;
    }

    public List<Told> list(Namespace namespace) {
        Map<SecretName, Set<FunctionName>> users = use.users(namespace);
        return store.list(namespace).stream()
                .map(info ->
                        new Told(info.name(), info.updatedAt(), List.copyOf(users.getOrDefault(info.name(), Set.of()))))
                .toList();
    }

    public Deletion delete(Namespace namespace, SecretName name) {
        if (store.get(namespace, name).isEmpty()) {
            return new Deletion.NoSuchSecret();
        }
        List<FunctionName> users = use.deleteUnlessUsed(namespace, name);
        return users.isEmpty() ? new Deletion.Deleted() : new Deletion.InUse(users);
    }
}
