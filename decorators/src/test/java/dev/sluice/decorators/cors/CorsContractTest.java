package dev.sluice.decorators.cors;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.testkit.decorator.DecoratorContract;
import dev.sluice.testkit.decorator.Invocations;
import java.util.Map;

class CorsContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new CorsKind();
    }

    @Override
    protected Object settings() {
        return Map.of("origins", "https://app.example.org");
    }

    @Override
    protected boolean readsRequests() {
        return false;
    }

    @Override
    protected Invocation passing() {
        return Invocations.post("{\"a\":1}", "origin", "https://app.example.org");
    }
}
