package dev.sluice.core.catalog;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Who is told of changes of a secret store. Thread-safe. */
public final class SecretWatchers {

    /** By the watch itself: one consumer may watch twice. */
    private final Map<SecretStore.Watch, Consumer<SecretId>> watchers = new ConcurrentHashMap<>();

    /** As {@link SecretStore#watch}. */
    public SecretStore.Watch add(Consumer<SecretId> changed) {
        SecretStore.Watch watch = new SecretStore.Watch() {
            @Override
            public void close() {
                watchers.remove(this);
            }
        };
        watchers.put(watch, changed);
        return watch;
    }

    /** Tells all of them that a secret was put or deleted. */
    public void tell(SecretId secret) {
        watchers.values().forEach(changed -> changed.accept(secret));
    }
}
