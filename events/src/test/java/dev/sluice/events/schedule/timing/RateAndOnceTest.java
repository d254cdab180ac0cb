package dev.sluice.events.schedule.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateAndOnceTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void aRateIsDueAtWholeMultiplesOfItsPeriodWheneverOneAsks() {
        Timing rate = new Rate(Duration.ofMinutes(5));
        assertThat(rate.next(NOON)).contains(NOON.plusSeconds(300));
        assertThat(rate.next(NOON.minusNanos(1))).contains(NOON);
        assertThat(rate.next(Instant.EPOCH.minusSeconds(1))).contains(Instant.EPOCH);
        assertThat(rate.next(NOON.plusSeconds(7), 3))
                .containsExactly(NOON.plusSeconds(300), NOON.plusSeconds(600), NOON.plusSeconds(900));
        assertThat(rate.text()).isEqualTo("every 5m");
    }

    @Test
    void aRateBelowASecondIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rate(Duration.ofMillis(999)))
                .withMessage("a rate has a period of 1s or more");
    }

    @Test
    void aSingleTimeIsDueOnce() {
        Timing once = new Once(NOON);
        assertThat(once.next(NOON.minusNanos(1), 5)).containsExactly(NOON);
        assertThat(once.next(NOON)).isEmpty();
        assertThat(once.text()).isEqualTo("at 2026-11-28T12:00:00Z");
    }
}
