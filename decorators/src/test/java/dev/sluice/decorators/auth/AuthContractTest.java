package dev.sluice.decorators.auth;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.testkit.decorator.DecoratorContract;
import dev.sluice.testkit.decorator.Invocations;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

class AuthContractTest extends DecoratorContract {

    @BeforeEach
    void aTokenIsSet() {
        sites.secret("ci-token", "s3cret");
    }

    @Override
    protected DecoratorKind<?> kind() {
        return new AuthKind();
    }

    @Override
    protected Object settings() {
        return Map.of("bearer", "ci-token");
    }

    @Override
    protected Invocation passing() {
        return Invocations.post("{\"a\":1}", "authorization", "Bearer s3cret");
    }

    @Override
    protected Invocation passingStreamed() {
        return Invocations.streamed("authorization", "Bearer s3cret");
    }

    @Override
    protected boolean readsRequests() {
        return false;
    }
}
