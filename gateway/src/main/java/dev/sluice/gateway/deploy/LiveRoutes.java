package dev.sluice.gateway.deploy;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.gateway.decorate.Decoration;

/** The table that calls are looked up in. Thread-safe; never blocks. */
public interface LiveRoutes {

    /** From now on calls of its function go to this version, through its decorators. */
    void put(FunctionVersion version, Decoration decoration);

    /** From now on there is no such function. */
    void remove(FunctionName function);
}
