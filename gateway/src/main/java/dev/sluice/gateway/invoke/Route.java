package dev.sluice.gateway.invoke;

import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.chain.DecoratorChain;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.gateway.decorate.Decoration;
import java.util.List;
import java.util.function.Function;

/**
 * Where calls of one function go: its live version, with all that a call needs on its way.
 *
 * @param backend what serves it: its instances ({@link InstanceInvoker}), or an upstream
 * @param entry what a call goes through, decorators first if there are any, and the backend last
 * @param decorators the outermost first; none if they are broken
 */
public record Route(FunctionVersion version, Invoker backend, Invoker entry, List<PlacedDecorator> decorators) {

    public Route {
        decorators = List.copyOf(decorators);
    }

    /** One without decorators, straight to the instances of a version. */
    public static Route to(InstanceInvoker instances) {
        return new Route(instances.version(), instances, instances, List.of());
    }

    /** One through decorators, of which there may be none, or one that refuses all calls if they are broken. */
    public static Route through(Decoration decoration, FunctionVersion version, Invoker backend) {
        return new Route(
                version,
                backend,
                switch (decoration) {
                    case Decoration.Ready ready
                    when ready.decorators().isEmpty() && backend instanceof InstanceInvoker -> backend;
                    case Decoration.Ready ready ->
                        CheckedCall.around(DecoratorChain.compile(ready.decorators(), backend));
                    case Decoration.Broken broken ->
                        new BrokenDecorators(
                                "The function '" + version.function() + "' cannot be called: " + broken.detail());
                },
                decoration instanceof Decoration.Ready ready ? ready.decorators() : List.of());
    }

    /** The same for calls that are to be accepted and to run later, which end at {@code accepting} in the place of the backend. */
    Route accepting(Function<Credentials, Invoker> accepting) {
        if (!serves()) {
            return this;
        }
        Invoker end = accepting.apply(credentials());
        return new Route(version, end, CheckedCall.around(DecoratorChain.compile(decorators, end)), decorators);
    }

    /** The same for calls that come through {@code gate} before its decorators. */
    public Route behind(Decorator gate) {
        return new Route(
                version,
                backend,
                CheckedCall.around((invocation, listener) -> gate.around(invocation, listener, entry)),
                decorators);
    }

    /** What its decorators take as proof of who calls: each of them knows what all take. */
    public Credentials credentials() {
        return decorators.isEmpty()
                ? Credentials.NONE
                : decorators.getFirst().site().credentials();
    }

    /** No new call comes this way. */
    public void retire() {
        decorators.forEach(placed -> placed.decorator().retire());
    }

    /** Whether it lets any call pass. */
    public boolean serves() {
        return !(entry instanceof BrokenDecorators);
    }

    /** Whether only callers with a token of the platform may pass. */
    public boolean needsToken() {
        return version.spec().access() == Access.TOKEN;
    }
}
