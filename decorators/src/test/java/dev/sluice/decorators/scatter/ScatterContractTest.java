package dev.sluice.decorators.scatter;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.List;
import java.util.Map;

class ScatterContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new ScatterKind();
    }

    /** The function gathers what two others, which echo, answer. */
    @Override
    protected Object settings() {
        return Map.of("to", List.of("east", "west"), "merge", "function");
    }

    @Override
    protected boolean readsRequests() {
        return true;
    }
}
