package dev.sluice.runners.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InputBudgetTest {

    private long now;
    private final InputBudget budget = new InputBudget(() -> now);

    @Test
    void aBurstIsFreeAndWhatComesAfterItIsWaitedFor() {
        budget.spend(InputBudget.BURST_BYTES);
        assertThat(budget.overdrawnNanos()).isZero();

        budget.spend(1024 * 1024);
        assertThat(budget.overdrawnNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(375));
        now += TimeUnit.MILLISECONDS.toNanos(375);
        assertThat(budget.overdrawnNanos()).isZero();
        budget.spend(512 * 1024);
        assertThat(budget.overdrawnNanos()).isZero();
        budget.spend(1);
        assertThat(budget.overdrawnNanos()).isPositive();
    }

    @Test
    void nobodyOwesMoreThanABurst() {
        budget.spend(Long.MAX_VALUE / 2);

        assertThat(budget.overdrawnNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(2_125));
    }

    @Test
    void noMoreThanABurstIsSaved() {
        now += TimeUnit.DAYS.toNanos(365);
        budget.spend(InputBudget.BURST_BYTES + 1);

        assertThat(budget.overdrawnNanos()).isPositive();
    }
}
