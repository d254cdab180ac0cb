package dev.sluice.gateway.reconcile;

import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.SecretId;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.core.time.Timers;
import dev.sluice.gateway.decorate.Decorations;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.RouteTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Brings this gateway to what the catalog and the secrets say, whoever changed them, and is the only one who writes its routes,
 * decorators and live versions of pools. A change marks a function; its turn reads how the function stands now and applies that,
 * so changes that come at once are one, and none can be applied too late. What fails leaves in service what was there, and is
 * tried again. Thread-safe.
 */
public final class Reconciler implements AutoCloseable {

    private final FunctionCatalog catalog;
    private final RouteTable routes;
    private final Decorations decorations;
    private final FunctionPools pools;
    private final RouteWriter writer;
    private final FunctionTriggers triggers;
    private final WorkQueue<FunctionName> queue;
    private final Retries retries;
    private final VersionRoutes versions;
    private final SecretRenewals secrets;
    private final Set<FunctionName> renewals = ConcurrentHashMap.newKeySet();
    private final Map<FunctionName, Handover> handovers = new ConcurrentHashMap<>();
    private Optional<Catalog.Watch> watch = Optional.empty();

    /**
     * What is read, and what is written.
     *
     * @param upstreams calls what a version has as its upstream
     */
    public record Parts(
            FunctionCatalog catalog,
            ArtifactStore artifacts,
            SecretStore secrets,
            Decorations decorations,
            RouteTable routes,
            FunctionPools pools,
            FunctionLogs logs,
            PooledInvoker invoker,
            BiFunction<FunctionVersion, Backend.Upstream, Invoker> upstreams,
            VersionRoutes versions,
            FunctionTriggers triggers) {}

    /** {@code executor}: where functions are worked on; may start a thread for each, and these may block. */
    public Reconciler(Parts parts, Timers time, Executor executor) {
        this.catalog = parts.catalog();
        this.routes = parts.routes();
        this.decorations = parts.decorations();
        this.pools = parts.pools();
        this.versions = parts.versions();
        this.writer = new RouteWriter(
                routes, pools, parts.logs(), parts.artifacts(), decorations, parts.invoker(), parts.upstreams());
        this.triggers = parts.triggers();
        this.queue = new WorkQueue<>(this::reconcile, executor);
        this.retries = new Retries(time, queue::add);
        this.secrets = new SecretRenewals(parts.secrets(), time, executor, this::renew);
    }

    /**
     * Puts all functions into service and follows their changes from then on. Once; returns when all is applied that was in the
     * catalog when it was called, as far as it can be.
     */
    public void start() {
        secrets.start();
        watch = Optional.of(catalog.resources().watch(this::changed));
        catalog.eachLive(version -> {
            attempt(version.function(), () -> writer.put(version, Optional.empty()));
            if (!version.spec().triggers().isEmpty()) {
                queue.add(version.function());
            }
        });
        triggers.learn().forEach(queue::add);
        queue.open().toCompletableFuture().join();
    }

    private void changed(CatalogEvent event) {
        ResourceId<?, ?> id = event.id();
        if (id.kind() == FunctionKinds.FUNCTION) {
            queue.add(new FunctionName(id.namespace(), id.name()));
        }
        triggers.changed(event).ifPresent(queue::add);
    }

    /** The triggers in the specs of functions. */
    public FunctionTriggers triggers() {
        return triggers;
    }

    /** Has decorators that are about to be made used when the version is found in the catalog, as long as that is not closed. */
    public Handover handOver(FunctionVersion version) {
        return new Handover(version, handovers);
    }

    /** Applies what the catalog says of a function now, and waits for that, {@code patience} at most. */
    public Settled settle(FunctionName name, Duration patience) throws InterruptedException {
        if (!await(queue.add(name), patience)) {
            return new Settled.Late(patience);
        }
        Optional<Unserved> failure = retries.of(name);
        return failure.isPresent()
                ? new Settled.Failed(failure.get())
                : serving(name).<Settled>map(Settled.Serving::new).orElseGet(Settled.Absent::new);
    }

    /** Waits, {@code patience} at most, until whatever uses a secret knows the value that it has now. */
    public void settle(SecretId secret, Duration patience) throws InterruptedException {
        await(secrets.look(secret), patience);
    }

    private static boolean await(CompletionStage<Void> stage, Duration patience) throws InterruptedException {
        try {
            stage.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a turn never fails", e);
        }
    }

    /** The version that calls of a function go to now, if they go to one. */
    public Optional<FunctionVersion> serving(FunctionName name) {
        return routes.find(name.value()).map(Route::version);
    }

    /** Why what the catalog says of a function is not in service, if it is not. */
    public Optional<Unserved> unserved(FunctionName name) {
        return retries.of(name);
    }

    /** Of how many functions that is so. */
    public int unserved() {
        return retries.size();
    }

    private void reconcile(FunctionName name) {
        versions.changed(name);
        boolean renew = renewals.remove(name);
        boolean done = attempt(name, () -> {
            Optional<FunctionVersion> wanted = catalog.live(name);
            Optional<Unserved> unserved = wanted.flatMap(version -> apply(version, renew));
            if (wanted.isEmpty()
                    && (routes.find(name.value()).isPresent()
                            || retries.of(name).isPresent())) {
                writer.remove(name);
            }
            return unserved.or(() -> triggers.apply(name, wanted).map(why -> Unserved.triggers(name, why)));
        });
        if (renew && !done) {
            renewals.add(name);
        }
    }

    private Optional<Unserved> apply(FunctionVersion wanted, boolean renew) {
        FunctionName name = wanted.function();
        Optional<Route> serving = routes.find(name.value());
        Optional<Unserved> failure = renew ? serving.flatMap(writer::renew) : Optional.empty();
        if (serving.map(Route::version).equals(Optional.of(wanted))
                && retries.of(name).isEmpty()) {
            return failure;
        }
        Optional<Handover> handover = Optional.ofNullable(handovers.get(name))
                .filter(each -> each.version().equals(wanted));
        Optional<Unserved> unserved = writer.put(wanted, handover.flatMap(Handover::decoration));
        if (handover.filter(Handover::isStale).isPresent()) {
            pools.recycle(name);
        }
        return unserved;
    }

    /** Notes what came of a turn; false if it broke off. */
    private boolean attempt(FunctionName name, Supplier<Optional<Unserved>> turn) {
        try {
            turn.get().ifPresentOrElse(why -> retries.failed(name, why), () -> retries.succeeded(name));
            return true;
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            retries.failed(name, Unserved.failed(name, e));
            return false;
        }
    }

    /** Has whatever may know an old value of a secret replaced; the stage completes when that is done. */
    private CompletionStage<Void> renew(SecretId secret) {
        handovers.values().stream()
                .filter(handover -> uses(handover.version(), secret))
                .forEach(Handover::expire);
        versions.renew(version -> uses(version, secret));
        List<CompletableFuture<Void>> turns = new ArrayList<>();
        catalog.eachLive(secret.namespace(), version -> {
            if (uses(version, secret)) {
                renewals.add(version.function());
                turns.add(queue.add(version.function()).toCompletableFuture());
            }
        });
        return CompletableFuture.allOf(turns.toArray(CompletableFuture<?>[]::new));
    }

    private boolean uses(FunctionVersion version, SecretId secret) {
        return version.function().namespace().equals(secret.namespace())
                && decorations.usedSecrets(version).contains(secret.name());
    }

    /** Follows no changes any more. */
    @Override
    public void close() {
        watch.ifPresent(Catalog.Watch::close);
        secrets.close();
    }
}
