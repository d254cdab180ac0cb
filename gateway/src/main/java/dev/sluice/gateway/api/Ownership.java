package dev.sluice.gateway.api;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.ownership.Barriers;
import dev.sluice.core.ownership.OwnedKeys;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.Owners;
import dev.sluice.core.ownership.RecordWatch;
import dev.sluice.core.ownership.Tended;
import dev.sluice.core.state.KeyedState;
import dev.sluice.gateway.observe.metrics.OwnershipMetrics;
import dev.sluice.runners.pool.SystemTime;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What is owned, for requests that may wait on their threads until the gateway ends. Thread-safe. */
@Singleton
public class Ownership {

    /** The store answers, or fails, in less. */
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private static final String COME_AGAIN =
            " Whether a party came is not known, so it should read the generation by GET before it comes, and send it each"
                    + " time: without it, it may come to the next round.";

    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final SystemTime time = new SystemTime("sluice-ownership", background);
    private final KeyedState state;
    private final Optional<Owners> owners;
    private final OwnedKeys keys;
    private final Barriers barriers;
    private final CompletableFuture<Boolean> closing = new CompletableFuture<>();
    private final Set<RecordWatch> watches = ConcurrentHashMap.newKeySet();

    public Ownership(KeyedState state, OwnershipMetrics metrics) {
        this.state = state;
        this.owners = state.consistency() == KeyedState.Consistency.LINEARIZABLE
                ? Optional.of(new Owners(
                        new Loop(time, background), state, UUID.randomUUID().toString(), metrics))
                : Optional.empty();
        this.keys = new OwnedKeys(state, InstantSource.system());
        this.barriers = new Barriers(state);
    }

    Owners owners() {
        return owners.orElseThrow(() -> new ProblemException(
                Problems.of(409, "store_may_lose", "The store may lose changes", Owners.EVENTUAL)));
    }

    /** What holds and waits; empty where nothing can be owned. */
    public Optional<Owners> lasting() {
        return owners;
    }

    /** What this gateway looks after; nothing where nothing can be owned. */
    public List<Tended> tended() {
        return owners.map(Owners::tended).orElse(List.of());
    }

    /** Asks how all stand, on the thread of the caller. */
    <T> T ofOwners(Asking<Owners, T> asking) {
        Owners there = owners();
        return of(() -> asking.of(there), "");
    }

    /** Asks the keys, on the thread of the caller. */
    <T> T ofKeys(Asking<OwnedKeys, T> asking) {
        owners();
        return of(() -> asking.of(keys), "");
    }

    <T> T ofBarriers(Asking<Barriers, T> asking) {
        owners();
        return of(() -> asking.of(barriers), COME_AGAIN);
    }

    /** One question. */
    @FunctionalInterface
    interface Asking<S, T> {
        T of(S asked);
    }

    private static <T> T of(Supplier<T> asking, String more) {
        try {
            return asking.get();
        } catch (StorageException e) {
            throw unavailable(e.getMessage() + more);
        }
    }

    /** Begins to watch a record; ends with the gateway. */
    RecordWatch watch(OwnedName name) {
        owners();
        RecordWatch watch = of(() -> new RecordWatch(state, name), "");
        watches.add(watch);
        if (isClosing()) {
            close(watch);
        }
        return watch;
    }

    void close(RecordWatch watch) {
        watches.remove(watch);
        watch.close();
    }

    boolean isClosing() {
        return closing.isDone();
    }

    /** Waits until the stage is over, the gateway ends, or {@code most} is over; whether it is the first. */
    boolean await(CompletionStage<?> stage, Duration most) throws InterruptedException {
        CompletableFuture<?> over = stage.toCompletableFuture();
        try {
            CompletableFuture.anyOf(over, closing).get(most.toNanos(), TimeUnit.NANOSECONDS);
            return over.isDone();
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return over.isDone();
        }
    }

    /** What the store answers soon. */
    <T> T answer(CompletionStage<T> stage) throws InterruptedException {
        try {
            return stage.toCompletableFuture().get(ANSWER.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw unavailable(String.valueOf(cause.getMessage()));
        } catch (TimeoutException e) {
            throw unavailable("Keyed state did not answer in time: whether anything was changed is not known.");
        }
    }

    private static ProblemException unavailable(String detail) {
        return new ProblemException(
                Problems.of(503, "ownership_unavailable", "Nobody knows who owns what at the moment", detail)
                        .retryAfter(Duration.ofSeconds(5)));
    }

    /** Whoever waits here is told, and asks another gateway. */
    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        closing.complete(true);
        watches.forEach(RecordWatch::close);
    }

    void stop(@Observes ShutdownEvent event) {
        closing.complete(true);
        time.close();
    }
}
