package dev.sluice.gateway.reconcile;

import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.gateway.decorate.Decorations;
import dev.sluice.gateway.invoke.BoundRoutes;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.Route;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The routes of versions that calls are bound to while another one is live: each with the decorators of its own spec, and with a
 * pool of its own. Made when a call needs it, and forgotten when none has for a while. Thread-safe.
 */
public final class VersionRoutes implements BoundRoutes {

    private static final System.Logger LOG = System.getLogger(VersionRoutes.class.getName());

    /** Longer than a call may wait for a slot. */
    private static final long UNUSED = Duration.ofMinutes(15).toNanos();

    private final Parts parts;
    private final Executor executor;
    private final LongSupplier nanos;
    private final Map<Key, Known> known = new ConcurrentHashMap<>();

    private record Key(FunctionName function, int version) {}

    private record Known(Route route, long usedAt) {}

    /**
     * What routes are made of.
     *
     * @param upstreams calls what a version has as its upstream
     */
    public record Parts(
            FunctionCatalog catalog,
            Decorations decorations,
            FunctionPools pools,
            PooledInvoker invoker,
            BiFunction<FunctionVersion, Backend.Upstream, Invoker> upstreams) {}

    /**
     * @param executor where routes are made, which may block
     * @param nanos a clock that never goes back
     */
    public VersionRoutes(Parts parts, Executor executor, LongSupplier nanos) {
        this.parts = parts;
        this.executor = executor;
        this.nanos = nanos;
    }

    @Override
    public CompletionStage<Optional<Route>> find(FunctionName function, int version) {
        Key key = new Key(function, version);
        Known used = known.computeIfPresent(key, (_, each) -> new Known(each.route(), nanos.getAsLong()));
        return used == null
                ? CompletableFuture.supplyAsync(() -> make(key), executor)
                : CompletableFuture.completedStage(Optional.of(used.route()));
    }

    /** One at a time, so that a version gets one pool and one set of decorators. */
    private synchronized Optional<Route> make(Key key) {
        Known made = known.get(key);
        if (made != null) {
            return Optional.of(made.route());
        }
        Optional<Route> route =
                parts.catalog().version(key.function(), key.version()).map(this::route);
        route.ifPresent(each -> known.put(key, new Known(each, nanos.getAsLong())));
        return route;
    }

    private Route route(FunctionVersion version) {
        Invoker backend = switch (version.spec().backend()) {
            case Backend.Code _ ->
                parts.invoker().instances(version, parts.pools().bind(version));
            case Backend.Upstream upstream -> parts.upstreams().apply(version, upstream);
        };
        return Route.through(parts.decorations().make(version), version, backend);
    }

    /** A function was changed or deleted: forgets its routes to versions that are not kept any more. Blocks; never fails. */
    synchronized void changed(FunctionName function) {
        known.forEach((key, each) -> {
            if (key.function().equals(function) && !isKept(each)) {
                known.remove(key);
                parts.pools().unbind(each.route().version());
                each.route().retire();
            }
        });
    }

    private boolean isKept(Known each) {
        FunctionVersion version = each.route().version();
        try {
            return parts.catalog().version(version.function(), version.number()).equals(Optional.of(version));
        } catch (StorageException e) {
            LOG.log(Level.DEBUG, "Whether {0} is kept is not known: {1}", version.label(), e.getMessage());
            return true;
        }
    }

    /** Forgets routes that no call has needed for a while; call it now and then. */
    public synchronized void tidy() {
        long now = nanos.getAsLong();
        known.forEach((key, each) -> {
            // Not if a call has found it since.
            if (now - each.usedAt() >= UNUSED && known.remove(key, each)) {
                parts.pools().unbind(each.route().version());
                each.route().retire();
            }
        });
    }

    /** Replaces all of what may know an old value of a secret that these versions use. May block where decorators are made. */
    synchronized void renew(Predicate<FunctionVersion> using) {
        known.forEach((key, each) -> {
            Route route = each.route();
            FunctionVersion version = route.version();
            if (using.test(version)) {
                parts.pools().recycle(version);
                Route renewed = Route.through(parts.decorations().make(version), version, route.backend());
                known.put(key, new Known(renewed, nanos.getAsLong()));
                route.retire();
            }
        });
    }
}
