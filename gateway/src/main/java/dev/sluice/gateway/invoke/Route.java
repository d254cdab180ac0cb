package dev.sluice.gateway.invoke;

import dev.sluice.core.decorator.chain.DecoratorChain;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.gateway.decorate.Decoration;

/**
 * Where calls of one function go: its live version, with all that a call needs on its way.
 *
 * @param backend what serves it: its instances ({@link InstanceInvoker}), or an upstream
 * @param entry what a call goes through, decorators first if there are any, and the backend last
 */
public record Route(FunctionVersion version, Invoker backend, Invoker entry) {

    /** One without decorators, straight to the instances of a version. */
    public static Route to(InstanceInvoker instances) {
        return new Route(instances.version(), instances, instances);
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
                });
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
