package dev.sluice.decorators.mirror;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

class MirrorContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new MirrorKind();
    }

    @Override
    protected Object settings() {
        return Map.of("to", "other");
    }

    @Override
    protected boolean readsRequests() {
        return false;
    }
}
