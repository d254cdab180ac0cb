package dev.sluice.decorators.validate;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.decorators.evaluate.InProcessEvaluators;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

class ValidateContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new ValidateKind(new InProcessEvaluators());
    }

    @Override
    protected Object settings() {
        return Map.of("body", Map.of("type", "object"));
    }

    @Override
    protected boolean readsRequests() {
        return true;
    }
}
