package dev.sluice.gateway.decorate;

import dev.sluice.core.decorator.DecoratorServices;
import dev.sluice.core.function.FunctionName;
import java.util.function.Function;

/** What the platform offers to the decorators of each function. Thread-safe. */
public record OfferedServices(Function<FunctionName, DecoratorServices> services) {

    public DecoratorServices of(FunctionName function) {
        return services.apply(function);
    }
}
