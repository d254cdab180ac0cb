package dev.sluice.core.catalog;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** A secret store that forgets everything with its process: the specification of the others. */
public final class InMemorySecretStore implements SecretStore {

    private record Kept(SecretValue value, Instant updatedAt) {}

    private final Map<Namespace, ConcurrentSkipListMap<SecretName, Kept>> secrets = new ConcurrentHashMap<>();
    private final SecretWatchers watchers = new SecretWatchers();
    private final Clock clock;

    public InMemorySecretStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void put(Namespace namespace, SecretName name, SecretValue value) {
        in(namespace).put(name, new Kept(value, clock.instant()));
        watchers.tell(new SecretId(namespace, name));
    }

    @Override
    public Optional<SecretValue> get(Namespace namespace, SecretName name) {
        return Optional.ofNullable(in(namespace).get(name)).map(Kept::value);
    }

    @Override
    public List<SecretInfo> list(Namespace namespace) {
        return in(namespace).entrySet().stream()
                .map(entry -> new SecretInfo(entry.getKey(), entry.getValue().updatedAt()))
                .toList();
    }

    @Override
    public boolean delete(Namespace namespace, SecretName name) {
        boolean deleted = in(namespace).remove(name) != null;
        if (deleted) {
            watchers.tell(new SecretId(namespace, name));
        }
        return deleted;
    }

    @Override
    public List<SecretId> ids() {
        return secrets.entrySet().stream()
                .flatMap(entry -> entry.getValue().keySet().stream().map(name -> new SecretId(entry.getKey(), name)))
                .toList();
    }

    @Override
    public void close() {}

    @Override
    public Watch watch(Consumer<SecretId> changed) {
        return watchers.add(changed);
    }

    private ConcurrentSkipListMap<SecretName, Kept> in(Namespace namespace) {
        return secrets.computeIfAbsent(namespace, fresh -> new ConcurrentSkipListMap<>());
    }
}
