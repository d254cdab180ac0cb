package dev.sluice.decorators.idempotency;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.time.Timers;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of one function, in the memory of this gateway: bounded by number, memory and time, the oldest go first. Those
 * of calls under way stay, and are as many as there are such calls. Thread-safe.
 */
final class OwnKeys implements Keys {

    private final Timers timers;
    private final IdempotencySettings settings;
    private final Map<IdempotencyRecord.Key, IdempotencyRecord.Running> running = new HashMap<>();
    private final LinkedHashMap<IdempotencyRecord.Key, IdempotencyRecord.Done> done = new LinkedHashMap<>();
    private long memory;

    OwnKeys(Timers timers, IdempotencySettings settings) {
        this.timers = timers;
        this.settings = settings;
    }

    @Override
    public synchronized Optional<IdempotencyRecord> take(IdempotencyRecord.Key key, IdempotencyRecord.Running mine) {
        dropOld();
        IdempotencyRecord known = done.containsKey(key) ? done.get(key) : running.get(key);
        if (known == null) {
            running.put(key, mine);
        }
        return Optional.ofNullable(known);
    }

    @Override
    public synchronized boolean keep(IdempotencyRecord.Key key, IdempotencyRecord.Running mine, Answer answer) {
        IdempotencyRecord.Done entry = new IdempotencyRecord.Done(mine.request(), answer, timers.nanos());
        running.remove(key, mine);
        done.put(key, entry);
        memory += entry.weight();
        dropOld();
        return true;
    }

    @Override
    public synchronized void forget(IdempotencyRecord.Key key, IdempotencyRecord.Running mine) {
        running.remove(key, mine);
    }

    private void dropOld() {
        long expired = timers.nanos() - settings.expires().toNanos();
        Iterator<IdempotencyRecord.Done> oldest = done.values().iterator();
        while (oldest.hasNext()) {
            IdempotencyRecord.Done entry = oldest.next();
            boolean full = done.size() > settings.maxEntries()
                    || memory > settings.maxMemory().bytes();
            if (!full && entry.at() > expired) {
                return;
            }
            memory -= entry.weight();
            oldest.remove();
        }
    }
}
