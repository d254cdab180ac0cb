package dev.sluice.gateway.api;

import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.testkit.logs.InMemoryFunctionLogs;
import dev.sluice.testkit.pool.FakeFunctionPools;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What stands in the place of pools and logs. */
@Alternative
@Singleton
public class ManagementDoubles {

    @Produces
    @Singleton
    FakeFunctionPools pools() {
        return new FakeFunctionPools();
    }

    @Produces
    @Singleton
    FunctionLogs logs() {
        return new InMemoryFunctionLogs();
    }
}
