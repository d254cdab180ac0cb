package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.decorators.cache.shard.NoShardProcesses;
import dev.sluice.testkit.decorator.DecoratorContract;
import dev.sluice.testkit.decorator.Invocations;
import java.util.Map;

class CacheContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new CacheKind(new NoShardProcesses());
    }

    @Override
    protected Object settings() {
        return Map.of("ttl", "1m");
    }

    @Override
    protected boolean readsRequests() {
        return false;
    }

    @Override
    protected Invocation passing() {
        return Invocations.get();
    }
}
