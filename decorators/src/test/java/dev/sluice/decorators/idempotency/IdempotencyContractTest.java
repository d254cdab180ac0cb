package dev.sluice.decorators.idempotency;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

class IdempotencyContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new IdempotencyKind();
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
