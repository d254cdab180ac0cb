package dev.sluice.core.catalog;

import dev.sluice.core.function.SecretName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Secrets by name. Calls may block on a disk or a network. Thread-safe. Extension point; every implementation passes
 * {@code SecretStoreContract}; {@link InMemorySecretStore} is the specification.
 *
 * <p>Every call may throw {@link StorageException} when the place where it keeps things fails.
 */
public interface SecretStore {

    /** Keeps a value, in the place of any older one. */
    void put(SecretName name, SecretValue value);

    /** The value, for an instance that is about to start. */
    Optional<SecretValue> get(SecretName name);

    /** What there is, in order of names; never values. */
    List<SecretInfo> list();

    /** Removes a secret; false if there was none. */
    boolean delete(SecretName name);

    /** What may be told about a secret. */
    record SecretInfo(SecretName name, Instant updatedAt) {}
}
