package dev.sluice.decorators.defaults;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

class DefaultsContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new DefaultsKind();
    }

    @Override
    protected Object settings() {
        return Map.of("color", "blue");
    }

    @Override
    protected boolean readsRequests() {
        return true;
    }
}
