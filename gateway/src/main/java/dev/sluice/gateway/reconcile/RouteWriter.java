package dev.sluice.gateway.reconcile;

import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.decorate.Decoration;
import dev.sluice.gateway.decorate.Decorations;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.RouteTable;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Puts versions of functions into service and takes them out: decorators, route and pool together. Each step may be made again.
 * One thread at a time for each function; may block where decorators are made.
 *
 * @param upstreams calls what a version has as its upstream
 */
record RouteWriter(
        RouteTable routes,
        FunctionPools pools,
        FunctionLogs logs,
        ArtifactStore artifacts,
        Decorations decorations,
        PooledInvoker invoker,
        BiFunction<FunctionVersion, Backend.Upstream, Invoker> upstreams) {

    /**
     * Puts a version into service; one that cannot be leaves another one there that serves.
     *
     * @param made its decorators, if they are made already
     * @return why the version does not serve, if it does not
     */
    Optional<Unserved> put(FunctionVersion version, Optional<Decoration> made) {
        Optional<Route> before = routes.find(version.function().value());
        Optional<FunctionVersion> serving =
                before.filter(Route::serves).map(Route::version).filter(other -> !other.equals(version));
        if (serving.isPresent() && made.isEmpty() && lacksCode(version)) {
            return Optional.of(
                    Unserved.kept(version, serving.get(), "its code " + version.code() + " is not in the store."));
        }
        Decoration decoration = made.orElseGet(() -> decorations.make(version));
        if (serving.isPresent() && decoration instanceof Decoration.Broken broken) {
            return Optional.of(Unserved.kept(version, serving.get(), broken.detail()));
        }
        switch (version.spec().backend()) {
            case Backend.Code _ ->
                // The pool goes first: it serves calls for either version, and none for a function that it does not
                // know.
                routes.put(Route.through(decoration, version, invoker.instances(version, pools.activate(version))));
            case Backend.Upstream upstream -> {
                routes.put(Route.through(decoration, version, upstreams.apply(version, upstream)));
                before.ifPresent(_ -> pools.remove(version.function()));
            }
        }
        before.ifPresent(Route::retire);
        return refusal(decoration);
    }

    /** Replaces all of what serves that may know an old value of a secret. */
    Optional<Unserved> renew(Route serving) {
        FunctionVersion version = serving.version();
        pools.recycle(version.function());
        if (version.spec().decorators().isEmpty()) {
            return Optional.empty();
        }
        Decoration decoration = decorations.make(version);
        routes.put(Route.through(decoration, version, serving.backend()));
        serving.retire();
        return refusal(decoration);
    }

    /** Takes a function out of service, and its log with it. */
    void remove(FunctionName name) {
        Optional<Route> before = routes.find(name.value());
        routes.remove(name);
        before.ifPresent(Route::retire);
        Set<RunnerId> runners = pools.report(name)
                .map(report -> report.instances().stream()
                        .map(instance -> new RunnerId(instance.id()))
                        .collect(Collectors.toUnmodifiableSet()))
                .orElse(Set.of());
        pools.remove(name);
        logs.remove(name, runners);
    }

    private static Optional<Unserved> refusal(Decoration decoration) {
        return decoration instanceof Decoration.Broken broken
                ? Optional.of(Unserved.refused(broken))
                : Optional.empty();
    }

    private boolean lacksCode(FunctionVersion version) {
        return version.artifact().filter(code -> !artifacts.contains(code)).isPresent();
    }
}
