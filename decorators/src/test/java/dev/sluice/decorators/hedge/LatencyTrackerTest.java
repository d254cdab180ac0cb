package dev.sluice.decorators.hedge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LatencyTrackerTest {

    @Test
    void aTimeStaysWhatItIs() {
        LatencyTracker pace = new LatencyTracker(HedgeAfter.parse("100ms"));
        for (int i = 0; i < 100; i++) {
            pace.add(i);
        }

        assertThat(pace.slow()).isEqualTo(OptionalLong.of(100_000_000));
    }

    @Test
    void aPercentileNeedsTwentyAnswers() {
        LatencyTracker pace = new LatencyTracker(HedgeAfter.parse("p95"));
        for (int i = 1; i < 20; i++) {
            pace.add(i);
        }
        assertThat(pace.slow()).isEmpty();

        pace.add(20);

        assertThat(pace.slow()).isEqualTo(OptionalLong.of(19));
    }

    @Test
    void aPercentileFollowsWhatIsSeen() {
        LatencyTracker pace = new LatencyTracker(HedgeAfter.parse("p50"));
        for (int i = 0; i < 256; i++) {
            pace.add(10);
        }
        for (int i = 0; i < 256; i++) {
            pace.add(30);
        }

        assertThat(pace.slow()).isEqualTo(OptionalLong.of(30));
    }
}
