package dev.sluice.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GapHistogramTest {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final GapHistogram gaps = new GapHistogram();

    @Test
    void tooFewGapsTeachNothing() {
        add(GapHistogram.FEWEST - 1, 60);
        assertThat(gaps.window(TEN_MINUTES)).isEmpty();
        add(1, 60);
        assertThat(gaps.window(TEN_MINUTES)).isPresent();
    }

    @Test
    void anInstanceIsThereShortlyBeforeAnHourlyCallAndGoesShortlyAfter() {
        add(24, 60);
        assertThat(gaps.window(TEN_MINUTES))
                .hasValue(new KeepWindow(Duration.ofMinutes(57), Duration.ofSeconds(64 * 60 + 3)));
    }

    @Test
    void callsAShortWhileApartKeepTheirInstanceAndNoLonger() {
        add(10, 2);
        add(10, 3);
        assertThat(gaps.window(TEN_MINUTES))
                .as("the declared time costs nothing more")
                .isEmpty();
        add(5, 300);
        KeepWindow window = gaps.window(TEN_MINUTES).orElseThrow();
        assertThat(window.from()).isZero();
        assertThat(window.until()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
    }

    @Test
    void callsJustBeyondTheDeclaredTimeAreWaitedFor() {
        add(10, 14);
        KeepWindow window = gaps.window(TEN_MINUTES).orElseThrow();
        assertThat(window.from()).isBetween(Duration.ofMinutes(13), Duration.ofMinutes(14));
        assertThat(window.until()).isGreaterThan(Duration.ofMinutes(15));
    }

    @Test
    void whatIsNearlyAlwaysOutOfReachIsNotKept() {
        add(20, 10 * 60);
        assertThat(gaps.window(TEN_MINUTES)).hasValue(new KeepWindow(Duration.ZERO, Duration.ZERO));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void memorylessGapsOfAboutTheDeclaredLengthTeachNothing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        add(400, () -> -10 * Math.log(1 - random.nextDouble()));
        assertThat(gaps.window(TEN_MINUTES)).isEmpty();
    }

    @Test
    void whatAFunctionDoesNowOutweighsWhatItDid() {
        add(2_000, 60);
        add(1_500, 2);
        KeepWindow window = gaps.window(TEN_MINUTES).orElseThrow();
        assertThat(window.from()).isZero();
        assertThat(window.until()).isLessThan(Duration.ofMinutes(5));
        assertThat(gaps.gaps()).isBetween(490, 1_000);
    }

    @Test
    void partsOfTheGapsAreToldToTheMinute() {
        assertThat(gaps.quantile(0.5)).isEmpty();
        add(9, 14);
        add(1, 300);
        assertThat(gaps.quantile(0.5)).hasValue(Duration.ofMinutes(15));
        assertThat(gaps.quantile(0.99)).isEmpty();
        assertThat(gaps.longerThan(TEN_MINUTES)).isEqualTo(1);
        assertThat(gaps.longerThan(Duration.ofMinutes(15))).isEqualTo(0.1);
    }

    @Test
    void aWindowEndsNoSoonerThanItBegins() {
        assertThatThrownBy(() -> new KeepWindow(Duration.ofMinutes(2), Duration.ofMinutes(1)))
                .hasMessage("a window from PT2M until PT1M");
    }

    private void add(int count, double minutes) {
        add(count, () -> minutes);
    }

    private void add(int count, DoubleSupplier minutes) {
        for (int i = 0; i < count; i++) {
            gaps.add(Math.round(minutes.getAsDouble() * GapHistogram.BIN.toNanos()));
        }
    }
}
