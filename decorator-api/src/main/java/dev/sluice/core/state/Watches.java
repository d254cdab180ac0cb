package dev.sluice.core.state;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who watches which records of a store. Each is called on one thread at a time, which lives only while there is something to
 * tell; what comes meanwhile is told as one. Thread-safe; nothing here blocks.
 */
public final class Watches {

    private static final System.Logger LOG = System.getLogger(Watches.class.getName());

    private final Map<StateKey, Set<Watcher>> watchers = new ConcurrentHashMap<>();

    public KeyedState.Watch add(StateKey key, Runnable changed) {
        Watcher watcher = new Watcher(key, changed);
        watchers.compute(key, (_, there) -> {
            Set<Watcher> all = there == null ? ConcurrentHashMap.newKeySet() : there;
            all.add(watcher);
            return all;
        });
        return () -> watchers.computeIfPresent(key, (_, all) -> {
            all.remove(watcher);
            return all.isEmpty() ? null : all;
        });
    }

    public void changed(StateKey key) {
        Set<Watcher> all = watchers.get(key);
        if (all != null) {
            all.forEach(Watcher::tell);
        }
    }

    /** Tells everybody, because changes may have been missed. */
    public void anyChanged() {
        watchers.values().forEach(all -> all.forEach(Watcher::tell));
    }

    private static final class Watcher {

        private final StateKey key;
        private final Runnable changed;
        private final AtomicInteger untold = new AtomicInteger();

        Watcher(StateKey key, Runnable changed) {
            this.key = key;
            this.changed = changed;
        }

        void tell() {
            if (untold.getAndIncrement() == 0) {
                Thread.ofVirtual().name("state-watch " + key).start(this::run);
            }
        }

        private void run() {
            int told;
            do {
                told = untold.get();
                try {
                    changed.run();
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, "A change of " + key + " was not handled", e);
                }
            } while (untold.addAndGet(-told) != 0);
        }
    }
}
