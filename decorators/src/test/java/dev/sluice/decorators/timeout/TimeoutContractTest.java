package dev.sluice.decorators.timeout;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

class TimeoutContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new TimeoutKind();
    }

    @Override
    protected Object settings() {
        return Map.of("limit", "10s");
    }

    @Override
    protected boolean readsRequests() {
        return false;
    }
}
