package dev.sluice.gateway.reconcile;

import dev.sluice.core.catalog.SecretId;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.Digest;
import dev.sluice.core.time.Timers;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Tells of each secret that has another value than before, whoever changed it. One that is gone changes nothing: what runs goes
 * on with the value that it has. Thread-safe.
 */
final class SecretRenewals implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Reconciler.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final SecretStore store;
    private final Timers time;
    private final Function<SecretId, CompletionStage<Void>> renewal;
    private final WorkQueue<SecretId> queue;
    private final Map<SecretId, Digest> known = new ConcurrentHashMap<>();
    private final Map<SecretId, CompletionStage<Void>> renewing = new ConcurrentHashMap<>();
    private final Set<SecretId> unreadable = ConcurrentHashMap.newKeySet();
    private final Set<SecretId> scheduled = ConcurrentHashMap.newKeySet();
    private Optional<SecretStore.Watch> watch = Optional.empty();

    /**
     * {@code renewal} is told of a change on a thread of {@code executor}, never twice at a time for one secret; it may block,
     * and answers a stage that completes when whatever uses the secret knows the new value.
     */
    SecretRenewals(
            SecretStore store, Timers time, Executor executor, Function<SecretId, CompletionStage<Void>> renewal) {
        this.store = store;
        this.time = time;
        this.renewal = renewal;
        this.queue = new WorkQueue<>(this::compare, executor);
    }

    /** Tells of what changes from now on; reads all secrets. Once. */
    void start() {
        watch = Optional.of(store.watch(queue::add));
        store.ids().forEach(this::remember);
        queue.open();
    }

    /** One that cannot be read counts as new when it can. */
    private void remember(SecretId secret) {
        try {
            digest(secret).ifPresent(digest -> known.put(secret, digest));
        } catch (StorageException e) {
            lookAgain(secret, e);
        }
    }

    /** Looks at a secret; the stage completes when a change that was made before is known to whatever uses it. */
    CompletionStage<Void> look(SecretId secret) {
        return queue.add(secret)
                .thenCompose(_ -> renewing.getOrDefault(secret, CompletableFuture.completedStage(null)));
    }

    private void compare(SecretId secret) {
        try {
            Optional<Digest> now = digest(secret);
            if (now.isPresent() && !now.get().equals(known.get(secret))) {
                CompletionStage<Void> end = renewal.apply(secret);
                known.put(secret, now.get());
                renewing.put(secret, end);
                end.whenComplete((_, _) -> renewing.remove(secret, end));
            }
            unreadable.remove(secret);
        } catch (RuntimeException e) {
            lookAgain(secret, e);
        }
    }

    private void lookAgain(SecretId secret, RuntimeException why) {
        if (unreadable.add(secret)) {
            LOG.log(
                    Level.WARNING,
                    "What uses the secret {0} may go on with an old value, and it is looked at every {1} s: {2}",
                    secret,
                    PAUSE.toSeconds(),
                    why);
        }
        if (scheduled.add(secret)) {
            time.at(time.nanos() + PAUSE.toNanos(), () -> {
                scheduled.remove(secret);
                queue.add(secret);
            });
        }
    }

    private Optional<Digest> digest(SecretId secret) {
        return store.get(secret.namespace(), secret.name()).map(SecretRenewals::digest);
    }

    private static Digest digest(SecretValue value) {
        return Digest.of(value.reveal().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        watch.ifPresent(SecretStore.Watch::close);
    }
}
