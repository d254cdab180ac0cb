package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionVersion;
import java.time.Duration;

/** How long an instance without calls is kept. Asked whenever a pool looks at its idle instances; must not block. */
@FunctionalInterface
public interface KeepAlive {

    /** As the function's spec says. */
    KeepAlive DECLARED = version -> version.spec().scaling().keepAlive();

    Duration of(FunctionVersion version);
}
