package dev.sluice.examples.stamp;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

/** What every decorator keeps, held to the form that looks at heads only. */
class StampContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new StampKind();
    }

    @Override
    protected Object settings() {
        return Map.of("by", "shop");
    }

    @Override
    protected boolean readsRequests() {
        return false;
    }
}
