package dev.sluice.decorators.headers;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

class HeadersContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new HeadersKind();
    }

    @Override
    protected Object settings() {
        return Map.of("request", Map.of("set", Map.of("X-A", "1")), "response", Map.of("set", Map.of("X-B", "2")));
    }

    @Override
    protected boolean readsRequests() {
        return false;
    }
}
