package dev.sluice.examples.misbehave;

import dev.sluice.function.InstanceContext;
import dev.sluice.function.Lifecycle;
import java.net.ConnectException;
import java.util.function.Function;

/** Its start hook throws. */
public final class FailingStart implements Function<String, String>, Lifecycle {

    @Override
    public void start(InstanceContext context) throws ConnectException {
        throw new ConnectException("the database does not answer");
    }

    @Override
    public String apply(String name) {
        return name;
    }
}
