package dev.sluice.gateway.invoke;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.FunctionVersion;

/** Where calls of one function go: its live version. */
public record Route(FunctionVersion version) {

    /** Whether only callers with a token of the platform may pass. */
    public boolean needsToken() {
        return version.spec().access() == Access.TOKEN;
    }
}
