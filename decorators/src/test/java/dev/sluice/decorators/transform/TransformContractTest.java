package dev.sluice.decorators.transform;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.decorators.evaluate.InProcessEvaluators;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

class TransformContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new TransformKind(new InProcessEvaluators());
    }

    @Override
    protected Object settings() {
        return Map.of("request", Map.of("jsonata", "$"), "response", Map.of("jsonata", "$"));
    }

    @Override
    protected boolean readsRequests() {
        return true;
    }
}
