package dev.sluice.core.catalog;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Secrets by namespace and name. Calls may block on a disk or a network. Thread-safe. Extension point; every implementation passes
 * {@code SecretStoreContract}; {@link InMemorySecretStore} is the specification.
 *
 * <p>Every call may throw {@link StorageException} when the place where it keeps things fails.
 */
public interface SecretStore extends AutoCloseable {

    /** Keeps a value, in the place of any older one. */
    void put(Namespace namespace, SecretName name, SecretValue value);

    /** The value, for an instance that is about to start. */
    Optional<SecretValue> get(Namespace namespace, SecretName name);

    /** What there is in a namespace, in order of names; never values. */
    List<SecretInfo> list(Namespace namespace);

    /** Those of all namespaces, in no order. */
    List<SecretId> ids();

    /** Removes a secret; false if there was none. */
    boolean delete(Namespace namespace, SecretName name);

    /**
     * Tells of each secret that anybody puts or deletes after this has answered, also another process that shares the
     * store. Several changes of one may be told as one, and one may be told that did not change: the store says how it stands.
     *
     * @param changed called on any thread, also on the one that makes the change; must not block
     */
    Watch watch(Consumer<SecretId> changed);

    /** Watches tell nothing any more. */
    @Override
    void close();

    /** Ends {@link #watch}; a call that is under way then goes on. */
    interface Watch extends AutoCloseable {

        @Override
        void close();
    }

    /** What may be told about a secret. */
    record SecretInfo(SecretName name, Instant updatedAt) {}
}
