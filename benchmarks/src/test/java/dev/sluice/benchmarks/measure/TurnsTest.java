package dev.sluice.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {

    @Test
    void goesThereAndBackInEachRound() throws Exception {
        List<String> order = new ArrayList<>();

        Turns.take(2, () -> order.add("a"), () -> order.add("b"), () -> order.add("c"));

        assertThat(String.join("", order)).isEqualTo("abccba".repeat(2));
    }

    @Test
    void isNotMisledByAMachineThatSlowsDownSteadily() throws Exception {
        double[] clock = {0};

        Turns<Double> turns = Turns.take(4, () -> 1.0 * (100 + clock[0]++), () -> 2.0 * (100 + clock[0]++));

        assertThat(turns.ratio(0, 1, TurnsTest::sum).median()).isCloseTo(0.5, within(1e-9));
        assertThat(turns.selfCheck(0, TurnsTest::sum)).isCloseTo(1, within(1e-9));
    }

    @Test
    void tellsTheMedianRound() {
        Turns<Double> turns =
                new Turns<>(List.of(List.of(1.0, 1.0, 2.0, 2.0, 9.0, 9.0), List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0)));

        assertThat(turns.ratio(0, 1, TurnsTest::sum)).isEqualTo(new Quartiles(1.5, 2, 5.5));
    }

    @Test
    void seesThatASideDiffersFromItself() {
        Turns<Double> turns = new Turns<>(List.of(List.of(2.0, 1.0, 1.0, 2.0)));

        assertThat(turns.selfCheck(0, TurnsTest::sum)).isEqualTo(2);
    }

    private static double sum(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sum();
    }
}
