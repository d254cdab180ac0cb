package dev.sluice.gateway.deploy;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;

/** The table that calls are looked up in. Thread-safe; never blocks. */
public interface LiveRoutes {

    /** From now on calls of its function go to this version. */
    void put(FunctionVersion version);

    /** From now on there is no such function. */
    void remove(FunctionName function);
}
