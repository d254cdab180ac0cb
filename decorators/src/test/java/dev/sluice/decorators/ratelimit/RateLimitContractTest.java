package dev.sluice.decorators.ratelimit;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

class RateLimitContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new RateLimitKind();
    }

    @Override
    protected Object settings() {
        return Map.of("rate", 5);
    }

    @Override
    protected boolean readsRequests() {
        return false;
    }
}
