package dev.sluice.core.catalog;

import dev.sluice.core.function.SecretName;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** A secret store that forgets everything with its process: the specification of the others. */
public final class InMemorySecretStore implements SecretStore {

    private record Kept(SecretValue value, Instant updatedAt) {}

    private final ConcurrentSkipListMap<SecretName, Kept> secrets = new ConcurrentSkipListMap<>();
    private final SecretWatchers watchers = new SecretWatchers();
    private final Clock clock;

    public InMemorySecretStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void put(SecretName name, SecretValue value) {
        secrets.put(name, new Kept(value, clock.instant()));
        watchers.tell(name);
    }

    @Override
    public Optional<SecretValue> get(SecretName name) {
        return Optional.ofNullable(secrets.get(name)).map(Kept::value);
    }

    @Override
    public List<SecretInfo> list() {
        return secrets.entrySet().stream()
                .map(entry -> new SecretInfo(entry.getKey(), entry.getValue().updatedAt()))
                .toList();
    }

    @Override
    public boolean delete(SecretName name) {
        boolean deleted = secrets.remove(name) != null;
        if (deleted) {
            watchers.tell(name);
        }
        return deleted;
    }

    @Override
    public void close() {}

    @Override
    public Watch watch(Consumer<SecretName> changed) {
        return watchers.add(changed);
    }
}
