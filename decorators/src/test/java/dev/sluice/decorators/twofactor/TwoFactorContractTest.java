package dev.sluice.decorators.twofactor;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.decorators.evaluate.InProcessEvaluators;
import dev.sluice.decorators.twofactor.login.Fixture;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;

/** With a condition over the head: bodies stream through. */
class TwoFactorContractTest extends DecoratorContract {

    private final Fixture fixture = new Fixture();

    @Override
    protected DecoratorKind<?> kind() {
        return new TwoFactorKind(() -> fixture.factor, new InProcessEvaluators());
    }

    @Override
    protected Object settings() {
        return Map.of("when", "request.method == 'DELETE'");
    }

    @Override
    protected boolean readsRequests() {
        return false;
    }
}
