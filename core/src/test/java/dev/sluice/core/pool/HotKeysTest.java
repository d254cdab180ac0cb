package dev.sluice.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which keys the sketch finds. */
class HotKeysTest {

    private final HotKeys keys = new HotKeys();

    @Test
    void ofFewCallsNothingIsSaid() {
        for (int i = 0; i < HotKeys.LEAST_CALLS - 1; i++) {
            keys.add(7);
        }
        assertThat(keys.replicas(7, 10)).isEqualTo(1);
        keys.add(7);
        assertThat(keys.replicas(7, 10)).isEqualTo(10);
    }

    @Test
    void aHotKeyGetsSoManyInstancesThatEachHasHalfItsShareOfIt() {
        for (int i = 0; i < 1_000; i++) {
            keys.add(i % 4 == 0 ? 7 : 1_000 + i);
        }
        assertThat(keys.replicas(7, 8)).isEqualTo(4);
        assertThat(keys.replicas(7, 2))
                .as("a quarter is half of an instance's share")
                .isEqualTo(1);
        assertThat(keys.replicas(1_001, 8)).isEqualTo(1);
        assertThat(keys.hot(8)).isEqualTo(1);
    }

    @Test
    void whatManyKeysHideIsFoundAndWhatIsColdIsNotCalledHot() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom dice = new SplittableRandom(seed);
        Zipf zipf = new Zipf(10_000);
        for (int i = 0; i < 100_000; i++) {
            keys.add(zipf.next(dice));
        }
        // The first key has a tenth of the calls, the second a twentieth, the hundredth a thousandth.
        assertThat(keys.replicas(Hash.of("key 0"), 20)).isBetween(3, 5);
        assertThat(keys.replicas(Hash.of("key 1"), 20)).isBetween(2, 3);
        assertThat(keys.replicas(Hash.of("key 99"), 20)).isEqualTo(1);
    }

    @Test
    void aKeyThatTakesThePlaceOfAnotherIsNotHotByItsCalls() {
        for (int i = 0; i < 100 * HotKeys.WATCHED; i++) {
            keys.add(1 + i % HotKeys.WATCHED);
        }
        keys.add(1_000);
        assertThat(keys.replicas(1_000, 100)).isEqualTo(1);
        assertThat(keys.replicas(HotKeys.WATCHED, 100)).isGreaterThan(1);
    }

    @Test
    void whatWasHotIsForgotten() {
        for (int i = 0; i < 8_000; i++) {
            keys.add(7);
        }
        for (int i = 0; i < 60_000; i++) {
            keys.add(1_000 + i % 5_000);
        }
        assertThat(keys.replicas(7, 10)).isEqualTo(1);
        assertThat(keys.hot(10)).isZero();
    }
}
