package dev.sluice.gateway.invoke;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Invoker;
import java.util.Optional;

/**
 * Where calls of one function go: its live version.
 *
 * @param decorated what they go through on the way, if it has decorators or is an upstream
 */
public record Route(FunctionVersion version, Optional<Invoker> decorated) {

    /** Whether only callers with a token of the platform may pass. */
    public boolean needsToken() {
        return version.spec().access() == Access.TOKEN;
    }
}
