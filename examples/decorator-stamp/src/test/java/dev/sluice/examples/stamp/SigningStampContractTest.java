package dev.sluice.examples.stamp;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.testkit.decorator.DecoratorContract;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** The same, held to the form that reads bodies. */
class SigningStampContractTest extends DecoratorContract {

    @BeforeEach
    void key() {
        sites.secret("stamp-key", "s3cret");
    }

    @Override
    protected DecoratorKind<?> kind() {
        return new StampKind();
    }

    @Override
    protected Object settings() {
        return Map.of("by", "shop", "key", "stamp-key");
    }

    @Override
    protected boolean readsRequests() {
        return true;
    }
}
