package dev.sluice.decorators.split;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

class SplitContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new SplitKind();
    }

    @Override
    protected Object settings() {
        return Map.of("targets", Map.of("hello", 1, "other", 0), "sticky", "cookie");
    }

    @Override
    protected boolean readsRequests() {
        return false;
    }
}
