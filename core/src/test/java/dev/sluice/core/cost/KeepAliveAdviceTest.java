package dev.sluice.core.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.pool.GapHistogram;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeepAliveAdviceTest {

    private final GapHistogram gaps = new GapHistogram();

    @Test
    void whoAlwaysComesShortlyAfterTheEndIsToldToKeepItALittleLonger() {
        add(20, 14);
        assertThat(advice(10))
                .isEqualTo("most calls come 14 min to 15 min apart, kept for 10 min: each is a cold start; keep it for"
                        + " 15 min, or say keepAlivePolicy: adaptive.");
    }

    @Test
    void whoComesEachHourIsToldOfAnInstanceAheadOfTheCall() {
        add(20, 60);
        assertThat(advice(5))
                .isEqualTo("most calls come 1 h to 61 min apart, kept for 5 min: each is a cold start; say"
                        + " keepAlivePolicy: adaptive, which has an instance 57 min to 64 min after a call.");
    }

    @Test
    void whoSeldomComesIsToldToKeepNothing() {
        add(20, 600);
        assertThat(advice(10))
                .isEqualTo(
                        "more than one in ten calls comes after 4 h or more, kept for 10 min: each is a cold start, and"
                                + " longer is not worth its memory; keep it for 1 min, or say keepAlivePolicy: adaptive.");
    }

    @Test
    void whoKeepsFarLongerThanCallsAreApartIsToldWhatWouldDo() {
        add(60, 2);
        add(5, 200);
        assertThat(advice(120))
                .isEqualTo(
                        "most calls come 2 min to 3 min apart, kept for 2 h: 4 min would do nearly as well for less memory.");
    }

    @Test
    void nothingIsSaidOfWhatFitsOrIsNotKnown() {
        add(GapHistogram.FEWEST - 1, 14);
        assertThat(KeepAliveAdvice.of(gaps, fixed(10))).as("too few gaps").isEmpty();
        add(20, 2);
        assertThat(KeepAliveAdvice.of(gaps, new Scaling(1, 1, 2, Duration.ofMinutes(1), 1, Duration.ofSeconds(1))))
                .as("always kept")
                .isEmpty();
        assertThat(KeepAliveAdvice.of(gaps, scaling(1, KeepAlivePolicy.ADAPTIVE)))
                .as("adaptive already")
                .isEmpty();
        assertThat(KeepAliveAdvice.of(gaps, fixed(20))).as("kept long enough").isEmpty();
    }

    private String advice(int minutes) {
        return KeepAliveAdvice.of(gaps, fixed(minutes)).orElse("");
    }

    private static Scaling fixed(int minutes) {
        return scaling(minutes, KeepAlivePolicy.FIXED);
    }

    private static Scaling scaling(int minutes, KeepAlivePolicy policy) {
        return new Scaling(
                1, 0, 2, Duration.ofMinutes(minutes), 1, Duration.ofSeconds(1), BackgroundPolicy.FINISH, policy);
    }

    private void add(int count, int minutes) {
        for (int i = 0; i < count; i++) {
            gaps.add(Duration.ofMinutes(minutes).toNanos());
        }
    }
}
