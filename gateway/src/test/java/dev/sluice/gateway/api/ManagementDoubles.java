package dev.sluice.gateway.api;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.gateway.decorate.Decoration;
import dev.sluice.gateway.deploy.LiveRoutes;
import dev.sluice.testkit.logs.InMemoryFunctionLogs;
import dev.sluice.testkit.pool.FakeFunctionPools;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What stands in the place of pools, routes and logs. */
@Alternative
@Singleton
public class ManagementDoubles {

    /** Routes that a test can look at. */
    public static final class Table implements LiveRoutes {

        public final Map<FunctionName, FunctionVersion> live = new ConcurrentHashMap<>();

        public final Map<FunctionName, Decoration> decorations = new ConcurrentHashMap<>();

        /** The number of the version that serves; 0 if none does. */
        public int version(String function) {
            FunctionVersion version = live.get(new FunctionName(function));
            return version == null ? 0 : version.number();
        }

        @Override
        public void put(FunctionVersion version, Decoration decoration) {
            live.put(version.function(), version);
            decorations.put(version.function(), decoration);
        }

        @Override
        public void remove(FunctionName function) {
            live.remove(function);
        }
    }

    @Produces
    @Singleton
    FakeFunctionPools pools() {
        return new FakeFunctionPools();
    }

    @Produces
    @Singleton
    Table routes() {
        return new Table();
    }

    @Produces
    @Singleton
    FunctionLogs logs() {
        return new InMemoryFunctionLogs();
    }
}
