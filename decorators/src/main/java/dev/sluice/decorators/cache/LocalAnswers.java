package dev.sluice.decorators.cache;

import dev.sluice.core.invocation.Headers;
import dev.sluice.decorators.cache.store.Store;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Answers in the memory of this process. Its stamps count. Never waits. */
final class LocalAnswers implements Answers {

    private final Store<Key, Stored> store;
    private final AtomicLong stamps = new AtomicLong();

    LocalAnswers(CacheSettings settings) {
        this.store = new Store<>(settings.maxMemory().bytes(), settings.maxEntries());
    }

    @Override
    public Optional<Stored> find(Key key, Headers request) {
        return store.find(key, request);
    }

    @Override
    public Turn turn(Key key, Headers request, Optional<Stored> known) {
        long before = known.map(Stored::asked).orElse(Long.MIN_VALUE);
        Optional<Stored> newer = store.find(key, request).filter(stored -> stored.asked() > before);
        return newer.isPresent() ? new Turn.Told(newer) : new Asking(key, stamps.incrementAndGet());
    }

    private final class Asking implements Turn.Ask {

        private final Key key;
        private final long stamp;

        Asking(Key key, long stamp) {
            this.key = key;
            this.stamp = stamp;
        }

        @Override
        public long stamp() {
            return stamp;
        }

        @Override
        public void landed(Optional<Stored> answer) {
            answer.ifPresent(stored -> store.put(key, stored));
        }

        @Override
        public void brokeOff() {
            // Whoever waits here takes over by himself.
        }
    }

    @Override
    public boolean isCurrent(Key key, Headers request, Stored known) {
        return store.isCurrent(key, known);
    }

    @Override
    public void changed(CacheTarget place) {
        store.changes().at(place.place(), stamps.incrementAndGet());
    }

    @Override
    public void retire() {
        // The heap takes care of it.
    }
}
