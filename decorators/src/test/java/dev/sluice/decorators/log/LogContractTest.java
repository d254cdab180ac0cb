package dev.sluice.decorators.log;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

class LogContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new LogKind();
    }

    @Override
    protected Object settings() {
        return Map.of("request", "user-agent", "response", "content-type");
    }

    @Override
    protected boolean readsRequests() {
        return false;
    }
}
