package dev.sluice.decorators.bulkhead;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

class BulkheadContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new BulkheadKind();
    }

    @Override
    protected Object settings() {
        return Map.of("calls", 1);
    }

    @Override
    protected boolean readsRequests() {
        return false;
    }
}
