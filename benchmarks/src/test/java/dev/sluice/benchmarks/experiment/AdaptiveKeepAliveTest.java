package dev.sluice.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.benchmarks.experiment.AdaptiveKeepAlive.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptiveKeepAliveTest {

    @Test
    void coldStartsAreThoseOfTheMemoryThatTheFixedTimeNeeds() {
        assertThat(AdaptiveKeepAlive.atEqualMemory(
                        List.of(new Point(5, 0.8, 0.5), new Point(10, 0.4, 0.9), new Point(15, 0.2, 1.3))))
                .isCloseTo(0.35, within(1e-9));
    }

    @Test
    void whereAllNeedLessTheLongestCounts() {
        assertThat(AdaptiveKeepAlive.atEqualMemory(List.of(new Point(5, 0.8, 0.5), new Point(10, 0.4, 0.9))))
                .isEqualTo(0.4);
    }

    @Test
    void whereAllNeedMoreThereIsNothingToCompare() {
        assertThatThrownBy(() -> AdaptiveKeepAlive.atEqualMemory(List.of(new Point(5, 0.8, 1.5))))
                .hasMessage("even 5 min need more memory than the fixed time");
    }
}
