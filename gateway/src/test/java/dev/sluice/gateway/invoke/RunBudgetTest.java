package dev.sluice.gateway.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.AsyncSpec;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Terms;
import dev.sluice.testkit.catalog.Functions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunBudgetTest {

    private static final Terms EVENT = Terms.of(EntryPoint.EVENT, Priority.BACKGROUND);
    private static final Terms ASYNC = Terms.of(EntryPoint.ASYNC, Priority.BACKGROUND);

    @Test
    void backgroundCallsMayRunForHoursIfTheSpecSaysSo() {
        FunctionVersion plain = Functions.version("report", 1);
        FunctionVersion patient = Functions.later(plain, 2, timeout(Duration.ofHours(24)));

        assertThat(RunBudget.of(patient, ASYNC)).isEqualTo(Duration.ofHours(24));
        assertThat(RunBudget.of(patient, EVENT)).isEqualTo(Duration.ofHours(24));
        assertThat(RunBudget.of(patient, Terms.HTTP)).isEqualTo(FunctionSpec.DEFAULT_TIMEOUT);
        assertThat(RunBudget.of(plain, ASYNC)).isEqualTo(FunctionSpec.DEFAULT_TIMEOUT);
    }

    private static AsyncSpec timeout(Duration timeout) {
        return new AsyncSpec(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(timeout),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
