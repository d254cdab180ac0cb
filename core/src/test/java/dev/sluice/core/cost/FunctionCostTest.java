package dev.sluice.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.cost.PriceTable.CallPrice;
import dev.sluice.core.cost.PriceTable.CallUnit;
import dev.sluice.core.cost.PriceTable.MachinePrice;
import dev.sluice.core.cost.PriceTable.MachineUnit;
import dev.sluice.core.cost.PriceTable.MemoryPrice;
import dev.sluice.core.cost.PriceTable.MemoryUnit;
import dev.sluice.core.function.MemorySize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FunctionCostTest {

    private static final MemorySize GIB = new MemorySize(1024);

    /** A call costs 1 a thousand, a GiB 0.001 for each second of a call and 1 for each hour of an instance, a machine of 2 GiB 1,460 a month. */
    private static final PriceTable PRICES = new PriceTable(
            "EUR",
            "2026-11-30",
            Optional.empty(),
            new CallPrice(CallUnit.THOUSAND, List.of(new Tier(0, Optional.empty(), 1))),
            new MemoryPrice(MemoryUnit.GIB_SECOND, List.of(new Tier(0, Optional.empty(), 0.001))),
            new MemoryPrice(MemoryUnit.GIB_HOUR, List.of(new Tier(0, Optional.empty(), 1))),
            new MachinePrice(new MemorySize(2048), MachineUnit.HOUR, 2));

    /** An hour with 100 calls of 2 s and an instance that was always there. */
    private static final Usage HOUR =
            new Usage(Duration.ofHours(1), 100, 1, Duration.ofSeconds(200), Duration.ofHours(1));

    @Test
    void aMonthIsMadeOfWhatWasMetered() {
        FunctionCost cost = FunctionCost.of(HOUR, GIB, 10, PRICES);
        assertThat(cost.callsAMonth()).isCloseTo(73_000, within(1e-6));
        assertThat(cost.perCall()).isCloseTo(0.003, within(1e-9));
        assertThat(cost.byRequest()).isCloseTo(219, within(1e-6));
        assertThat(cost.idle()).as("58 min in 60 at 1 an hour").isCloseTo(730 * 3_400 / 3_600.0, within(1e-6));
    }

    @Test
    void whatIsAlwaysThereIsCheaperFromWhereItCostsNoMore() {
        FunctionCost cost = FunctionCost.of(HOUR, GIB, 10, PRICES);
        assertThat(cost.minInstances()).isCloseTo(730, within(1e-6));
        assertThat(cost.minInstancesFrom()).hasValue(243_334);
        assertThat(cost.machine()).isCloseTo(1_460, within(1e-6));
        assertThat(cost.machineFrom()).hasValue(486_667);
    }

    @Test
    void aMachineIsCheaperThanInstancesFromAsManyAsCostSoMuchIfTheyFit() {
        assertThat(FunctionCost.of(HOUR, GIB, 10, PRICES).machineFromInstances())
                .as("two at 730 cost as much as the machine, and fit")
                .hasValue(2);
        assertThat(FunctionCost.of(HOUR, new MemorySize(512), 10, PRICES).machineFromInstances())
                .hasValue(4);
        PriceTable dearMachine = new PriceTable(
                "EUR",
                "2026-11-30",
                Optional.empty(),
                PRICES.calls(),
                PRICES.run(),
                PRICES.kept(),
                new MachinePrice(new MemorySize(2048), MachineUnit.HOUR, 3));
        assertThat(FunctionCost.of(HOUR, GIB, 10, dearMachine).machineFromInstances())
                .as("three would cost as much, and two fit")
                .isEmpty();
    }

    @Test
    void whatCannotServeSoManyCallsIsNeverCheaper() {
        Usage slow = new Usage(Duration.ofHours(1), 1, 1, Duration.ofHours(1), Duration.ofHours(1));
        FunctionCost cost = FunctionCost.of(slow, new MemorySize(128), 1, PRICES);
        assertThat(cost.minInstancesFrom())
                .as("730 calls of an hour are all that one can")
                .hasValue(203);
        assertThat(FunctionCost.of(slow, GIB, 1, PRICES).machineFrom())
                .as("two fit, and 406 calls cost as much")
                .hasValue(406);
        PriceTable large = new PriceTable(
                "EUR",
                "2026-11-30",
                Optional.empty(),
                PRICES.calls(),
                PRICES.run(),
                new MemoryPrice(MemoryUnit.GIB_HOUR, List.of(new Tier(0, Optional.empty(), 5))),
                new MachinePrice(new MemorySize(8192), MachineUnit.HOUR, 8));
        assertThat(FunctionCost.of(slow, GIB, 1, large).machineFrom())
                .as("more than one can, fewer than eight")
                .hasValue(1_622);
        assertThat(FunctionCost.of(slow, GIB, 1, large).minInstancesFrom())
                .as("one at a time")
                .isEmpty();
        assertThat(FunctionCost.of(slow, GIB, 2, large).minInstancesFrom())
                .as("two at a time")
                .hasValue(1_014);
        PriceTable dear = new PriceTable(
                "EUR",
                "2026-11-30",
                Optional.empty(),
                PRICES.calls(),
                PRICES.run(),
                new MemoryPrice(MemoryUnit.GIB_SECOND, List.of(new Tier(0, Optional.empty(), 1))),
                PRICES.machine());
        assertThat(FunctionCost.of(slow, GIB, 1, dear).minInstancesFrom()).isEmpty();
    }

    @Test
    void aMachineThatIsTooSmallForAnInstanceIsNeverCheaper() {
        assertThat(FunctionCost.of(HOUR, new MemorySize(2049), 10, PRICES).machineFrom())
                .isEmpty();
    }

    @Test
    void aMachineForThousandsOfInstancesIsCheaperFromWhereItCostsNoMore() {
        PriceTable large = new PriceTable(
                "EUR",
                "2026-11-30",
                Optional.empty(),
                PRICES.calls(),
                PRICES.run(),
                PRICES.kept(),
                new MachinePrice(new MemorySize(1024 * 1024), MachineUnit.MONTH, 5_000));
        Usage notCalled = new Usage(Duration.ofHours(1), 0, 0, Duration.ZERO, Duration.ofHours(1));
        assertThat(FunctionCost.of(notCalled, new MemorySize(64), 1, large).machineFrom())
                .hasValue(5_000_000);
    }

    @Test
    void whatWasNotCalledCostsWhatItKeeps() {
        Usage kept = new Usage(Duration.ofHours(2), 0, 0, Duration.ZERO, Duration.ofHours(1));
        FunctionCost cost = FunctionCost.of(kept, GIB, 10, PRICES);
        assertThat(cost.byRequest()).isZero();
        assertThat(cost.perCall()).as("a call alone").isCloseTo(0.001, within(1e-9));
        assertThat(cost.idle()).isCloseTo(365, within(1e-6));
    }

    @Test
    void callsAtTheSameTimeMakeNoIdleTimeBelowNothing() {
        Usage busy = new Usage(Duration.ofHours(1), 10, 0, Duration.ofHours(10), Duration.ofHours(1));
        assertThat(busy.idle()).isZero();
    }

    @Test
    void aCallCostsTheMeanOfItsMonth() {
        PriceTable halfFree = new PriceTable(
                "EUR",
                "2026-11-30",
                Optional.empty(),
                new CallPrice(
                        CallUnit.CALL,
                        List.of(new Tier(0, Optional.of(36_500.0), 0), new Tier(36_500, Optional.empty(), 1))),
                PRICES.run(),
                PRICES.kept(),
                PRICES.machine());
        assertThat(FunctionCost.of(HOUR, GIB, 10, halfFree).perCall()).isCloseTo(0.502, within(1e-9));
    }

    @Test
    void tiersAreFilledFromTheFirst() {
        CallPrice calls = new CallPrice(
                CallUnit.CALL,
                List.of(
                        new Tier(0, Optional.of(10.0), 0),
                        new Tier(10, Optional.of(20.0), 2),
                        new Tier(20, Optional.empty(), 1)));
        assertThat(calls.of(10)).isZero();
        assertThat(calls.of(15)).isCloseTo(10, within(1e-9));
        assertThat(calls.of(25)).isCloseTo(25, within(1e-9));
    }
}
