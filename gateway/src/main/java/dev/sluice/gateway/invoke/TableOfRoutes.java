package dev.sluice.gateway.invoke;

import dev.sluice.core.decorator.chain.DecoratorChain;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.gateway.decorate.Decoration;
import dev.sluice.gateway.deploy.LiveRoutes;
import java.util.Optional;

/**
 * Keeps a route table as deployments say.
 *
 * @param innermost what decorators stand around, as {@link PooledInvoker#innermost}
 */
public record TableOfRoutes(RouteTable routes, Invoker innermost) implements LiveRoutes {

    @Override
    public void put(FunctionVersion version, Decoration decoration) {
        routes.put(new Route(version, decorated(version, decoration)));
    }

    private Optional<Invoker> decorated(FunctionVersion version, Decoration decoration) {
        return switch (decoration) {
            case Decoration.Ready ready when ready.decorators().isEmpty() -> Optional.empty();
            case Decoration.Ready ready -> Optional.of(DecoratorChain.compile(ready.decorators(), innermost));
            case Decoration.Broken broken ->
                Optional.of(new BrokenDecorators(
                        "The function '" + version.function() + "' cannot be called: " + broken.detail()));
        };
    }

    @Override
    public void remove(FunctionName function) {
        routes.remove(function);
    }
}
