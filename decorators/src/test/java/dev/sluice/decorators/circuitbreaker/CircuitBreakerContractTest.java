package dev.sluice.decorators.circuitbreaker;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

class CircuitBreakerContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new CircuitBreakerKind();
    }

    @Override
    protected Object settings() {
        return Map.of();
    }

    @Override
    protected boolean readsRequests() {
        return false;
    }
}
