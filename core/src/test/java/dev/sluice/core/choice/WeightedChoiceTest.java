package dev.sluice.core.choice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightedChoiceTest {

    private static WeightedChoice<FunctionName> weights(Object... namesAndWeights) {
        Map<FunctionName, Integer> weights = new LinkedHashMap<>();
        for (int i = 0; i < namesAndWeights.length; i += 2) {
            weights.put(new FunctionName((String) namesAndWeights[i]), (Integer) namesAndWeights[i + 1]);
        }
        return new WeightedChoice<>(weights, FunctionName::value);
    }

    @Test
    void pointsFallIntoShares() {
        WeightedChoice<FunctionName> weights = weights("a", 1, "none", 0, "b", 3);

        assertThat(weights.at(0)).isEqualTo(new FunctionName("a"));
        assertThat(weights.at(0.249)).isEqualTo(new FunctionName("a"));
        assertThat(weights.at(0.25)).isEqualTo(new FunctionName("b"));
        assertThat(weights.at(0.999_999)).isEqualTo(new FunctionName("b"));
    }

    @Test
    void keysAreSharedOutByWeight() {
        WeightedChoice<FunctionName> weights = weights("a", 70, "b", 20, "c", 10, "none", 0);
        Map<String, Integer> counts = new HashMap<>();

        for (int i = 0; i < 100_000; i++) {
            counts.merge(weights.of("192.0.2." + i).value(), 1, Integer::sum);
        }

        assertThat(counts.get("a")).isBetween(69_000, 71_000);
        assertThat(counts.get("b")).isBetween(19_300, 20_700);
        assertThat(counts.get("c")).isBetween(9_400, 10_600);
        assertThat(counts).doesNotContainKey("none");
    }

    @Test
    void whenAWeightGrowsKeysOnlyMoveToIt() {
        WeightedChoice<FunctionName> before = weights("a", 90, "b", 10);
        WeightedChoice<FunctionName> after = weights("a", 90, "b", 30);

        for (int i = 0; i < 10_000; i++) {
            FunctionName was = before.of("user-" + i);
            assertThat(after.of("user-" + i)).isIn(was, new FunctionName("b"));
        }
    }

    @Test
    void onlyThoseThatGetCallsCanBeNamed() {
        WeightedChoice<FunctionName> weights = weights("a", 1, "none", 0);

        assertThat(weights.named("a")).contains(new FunctionName("a"));
        assertThat(weights.named("none")).isEmpty();
        assertThat(weights.named("other")).isEmpty();
    }

    @Test
    void whenOneOfSeveralEqualsComesOnlyItsKeysMove() {
        WeightedChoice<String> three = WeightedChoice.amongEquals(List.of("a", "b", "c"), name -> name);
        WeightedChoice<String> four = WeightedChoice.amongEquals(List.of("d", "c", "b", "a"), name -> name);
        int moved = 0;

        for (int i = 0; i < 10_000; i++) {
            String was = three.of("user-" + i);
            String is = four.of("user-" + i);
            assertThat(is).isIn(was, "d");
            moved += is.equals(was) ? 0 : 1;
        }

        assertThat(moved).isBetween(2_300, 2_700);
    }
}
