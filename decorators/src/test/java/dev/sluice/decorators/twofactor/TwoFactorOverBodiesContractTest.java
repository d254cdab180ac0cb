package dev.sluice.decorators.twofactor;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.decorators.evaluate.InProcessEvaluators;
import dev.sluice.decorators.twofactor.login.Fixture;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

/** With a condition over the body. */
class TwoFactorOverBodiesContractTest extends DecoratorContract {

    private final Fixture fixture = new Fixture();

    @Override
    protected DecoratorKind<?> kind() {
        return new TwoFactorKind(() -> fixture.factor, new InProcessEvaluators());
    }

    @Override
    protected Object settings() {
        return Map.of("when", "request.body.a > 1000");
    }

    @Override
    protected boolean readsRequests() {
        return true;
    }
}
