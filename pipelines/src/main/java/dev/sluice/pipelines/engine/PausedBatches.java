package dev.sluice.pipelines.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The batches of a pipeline that are paused or given up, as far as this gateway knows by what is kept of them. Thread-safe. */
final class PausedBatches implements Predicate<String> {

    /** Whether they were given up meanwhile: of those nothing is called either. */
    private final Map<String, Boolean> paused = new ConcurrentHashMap<>();

    /** Those that were given up, paused or not; they are forgotten with their batches. */
    private final Set<String> givenUp = ConcurrentHashMap.newKeySet();

    @Override
    public boolean test(String batch) {
        return paused.containsKey(batch);
    }

    /** What {@link FailedWork} keeps; of each key in order. */
    void take(ConsumerRecord<byte[], byte[]> kept) {
        FailedWork.whole(kept.key()).ifPresent(batch -> {
            if (kept.value() != null && FailedWork.isGivenUp(kept.value())) {
                givenUp.add(batch);
            } else {
                givenUp.remove(batch);
            }
        });
        FailedWork.aside(kept.key()).ifPresent(batch -> {
            if (kept.value() != null && FailedWork.isPaused(kept.value())) {
                paused.put(batch, FailedWork.isGivenUp(kept.value()));
            } else {
                paused.remove(batch);
            }
            synchronized (this) {
                notifyAll();
            }
        });
    }

    /** Whether a batch was given up. Does not block. */
    boolean isGivenUp(String batch) {
        return givenUp.contains(batch);
    }

    /** Waits until it is known that a batch is paused, or is not; no longer than {@code patience}. */
    synchronized void await(String batch, boolean wanted, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (test(batch) != wanted && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        }
    }

    /** Those of them that may go on again, in order. */
    Set<String> all() {
        return paused.entrySet().stream()
                .filter(each -> !each.getValue())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
