package dev.sluice.gateway.invoke;

import dev.sluice.core.decorator.chain.DecoratorChain;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.gateway.decorate.Decoration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where calls of one function go: its live version.
 *
 * @param decorated what they go through on the way, if it has decorators or is an upstream
 */
public record Route(FunctionVersion version, Optional<Invoker> decorated) {

    /**
     * The route through a version's decorators, or one that refuses all calls if they are broken.
     *
     * @param innermost what decorators of a version stand around: its instances, or an upstream
     */
    public static Route through(
            Decoration decoration, FunctionVersion version, Function<FunctionVersion, Invoker> innermost) {
        return new Route(
                version,
                switch (decoration) {
                    case Decoration.Ready ready
                    when ready.decorators().isEmpty() && hasCode(version) -> Optional.empty();
                    case Decoration.Ready ready ->
                        Optional.of(DecoratorChain.compile(ready.decorators(), innermost.apply(version)));
                    case Decoration.Broken broken ->
                        Optional.of(new BrokenDecorators(
                                "The function '" + version.function() + "' cannot be called: " + broken.detail()));
                });
    }

    private static boolean hasCode(FunctionVersion version) {
        return version.spec().backend() instanceof Backend.Code;
    }

    /** Whether it lets any call pass. */
    public boolean serves() {
        return decorated.filter(BrokenDecorators.class::isInstance).isEmpty();
    }

    /** Whether only callers with a token of the platform may pass. */
    public boolean needsToken() {
        return version.spec().access() == Access.TOKEN;
    }
}
