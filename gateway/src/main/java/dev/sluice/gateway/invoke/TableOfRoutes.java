package dev.sluice.gateway.invoke;

import dev.sluice.core.decorator.chain.DecoratorChain;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.gateway.decorate.Decoration;
import dev.sluice.gateway.deploy.LiveRoutes;
import java.util.Optional;
import java.util.function.Function;

/**
 * Keeps a route table as deployments say.
 *
 * @param innermost what decorators of a version stand around: its instances, or an upstream
 */
public record TableOfRoutes(RouteTable routes, Function<FunctionVersion, Invoker> innermost) implements LiveRoutes {

    @Override
    public void put(FunctionVersion version, Decoration decoration) {
        routes.put(new Route(version, decorated(version, decoration)));
    }

    private Optional<Invoker> decorated(FunctionVersion version, Decoration decoration) {
        return switch (decoration) {
            case Decoration.Ready ready when ready.decorators().isEmpty() && hasCode(version) -> Optional.empty();
            case Decoration.Ready ready ->
                Optional.of(DecoratorChain.compile(ready.decorators(), innermost.apply(version)));
            case Decoration.Broken broken ->
                Optional.of(new BrokenDecorators(
                        "The function '" + version.function() + "' cannot be called: " + broken.detail()));
        };
    }

    private static boolean hasCode(FunctionVersion version) {
        return version.spec().backend() instanceof Backend.Code;
    }

    @Override
    public void remove(FunctionName function) {
        routes.remove(function);
    }
}
