package dev.sluice.decorators.hedge;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.testkit.decorator.DecoratorContract;
import dev.sluice.testkit.decorator.Invocations;
import java.util.Map;

class HedgeContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new HedgeKind();
    }

    @Override
    protected Object settings() {
        return Map.of("methods", "POST");
    }

    @Override
    protected Invocation passingStreamed() {
        return Invocations.streamed("content-type", "application/json", "content-length", "7");
    }

    @Override
    protected boolean readsRequests() {
        return true;
    }
}
