package dev.sluice.decorators.repeat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private static int spent(RetryBudget budget, int calls, int triesPerCall) {
        int spent = 0;
        for (int call = 0; call < calls; call++) {
            budget.earn();
            for (int i = 0; i < triesPerCall; i++) {
                spent += budget.spend() ? 1 : 0;
            }
        }
        return spent;
    }

    @Test
    void repeatsAreAShareOfCallsHoweverMuchFails() {
        assertThat(spent(new RetryBudget(0.2), 10_000, 9)).isBetween(1_990, 2_000 + RetryBudget.RESERVE);
    }

    @Test
    void aQuietTimeSavesNoMoreThanTheReserve() {
        RetryBudget budget = new RetryBudget(0.5);
        spent(budget, 1_000, 0);

        assertThat(spent(budget, 1, 100)).isEqualTo(RetryBudget.RESERVE);
    }

    @Test
    void theSmallestShareIsStillOne() {
        assertThat(spent(new RetryBudget(0.01), 10_000, 2)).isBetween(100, 100 + RetryBudget.RESERVE);
    }
}
