package dev.sluice.gateway.invoke;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Terms;
import java.time.Duration;

/** How long an invocation may run: background ones may have a limit of their own. */
public final class RunBudget {

    private RunBudget() {}

    public static Duration of(FunctionVersion version, Terms terms) {
        Duration usual = version.spec().timeout();
        return terms.priority() == Priority.BACKGROUND
                ? version.spec().async().timeout().orElse(usual)
                : usual;
    }
}
