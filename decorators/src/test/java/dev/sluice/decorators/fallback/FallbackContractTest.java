package dev.sluice.decorators.fallback;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.testkit.decorator.DecoratorContract;
import dev.sluice.testkit.decorator.Invocations;
import java.util.Map;

class FallbackContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new FallbackKind();
    }

    @Override
    protected Object settings() {
        return Map.of("instead", Map.of("function", "other"));
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
