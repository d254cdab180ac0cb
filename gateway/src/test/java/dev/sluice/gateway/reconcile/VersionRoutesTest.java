package dev.sluice.gateway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Catalog.Put;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.gateway.decorate.Decorations;
import dev.sluice.gateway.invoke.InstanceFailures;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.testkit.catalog.Functions;
import dev.sluice.testkit.decorator.Sites;
import dev.sluice.testkit.pool.FakeFunctionPools;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VersionRoutesTest {

    private static final FunctionName HELLO = new FunctionName("hello");

    private final FunctionCatalog catalog = new FunctionCatalog(new InMemoryCatalog());
    private final FakeFunctionPools pools = new FakeFunctionPools();
    private long now;
    private final VersionRoutes routes = new VersionRoutes(
            new VersionRoutes.Parts(
                    catalog,
                    new Decorations(
                            DecoratorKinds.load(VersionRoutesTest.class.getClassLoader()),
                            function -> new Sites().site("any").services()),
                    pools,
                    new PooledInvoker(new RouteTable(), record -> {}, InstanceFailures.UNHEARD),
                    (version, upstream) -> (invocation, listener) -> {
                        throw new IllegalStateException("nobody calls here");
                    }),
            Runnable::run,
            () -> now);

    /** Deploys a version, of which the newest {@code keep} stay. */
    private FunctionVersion deploy(int number, int keep) {
        FunctionVersion version = Functions.version("hello", number);
        Optional<FunctionCatalog.Stored> stored = catalog.get(HELLO);
        Put put = catalog.put(
                stored.map(kept -> kept.history().with(version, keep)).orElseGet(() -> FunctionHistory.first(version)),
                stored.map(FunctionCatalog.Stored::revision).orElse(Revision.NONE));
        assertThat(put).isInstanceOf(Put.Done.class);
        return version;
    }

    private Optional<FunctionVersion> find(int version) {
        return routes.find(HELLO, version).toCompletableFuture().join().map(Route::version);
    }

    @Test
    void aVersionThatIsKeptGetsOnePoolOfItsOwnWhicheverIsLive() {
        FunctionVersion first = deploy(1, 5);
        deploy(2, 5);

        assertThat(find(1)).contains(first);
        assertThat(find(1)).contains(first);
        assertThat(find(3)).isEmpty();
        assertThat(pools.asked()).containsExactly("bind hello@1");
    }

    @Test
    void aVersionThatIsNotKeptAnyMoreHasNoRouteAndItsPoolEnds() {
        deploy(1, 5);
        deploy(2, 5);
        find(1);

        routes.changed(HELLO);
        assertThat(pools.asked()).containsExactly("bind hello@1");
        deploy(3, 2);
        routes.changed(HELLO);

        assertThat(pools.asked()).containsExactly("bind hello@1", "unbind hello@1");
        assertThat(find(1)).isEmpty();
    }

    @Test
    void aRouteThatNoCallHasNeededForAQuarterOfAnHourIsForgotten() {
        deploy(1, 5);
        find(1);
        now = Duration.ofMinutes(14).toNanos();
        find(1);

        now = Duration.ofMinutes(28).toNanos();
        routes.tidy();
        assertThat(pools.asked()).containsExactly("bind hello@1");
        now = Duration.ofMinutes(30).toNanos();
        routes.tidy();

        assertThat(pools.asked()).containsExactly("bind hello@1", "unbind hello@1");
    }

    @Test
    void aSecretThatChangesReplacesTheInstancesOfThoseThatUseIt() {
        deploy(1, 5);
        deploy(2, 5);
        find(1);
        find(2);

        routes.renew(version -> version.number() == 1);

        assertThat(pools.asked()).containsExactly("bind hello@1", "bind hello@2", "recycle hello@1");
        assertThat(find(1)).isPresent();
    }
}
