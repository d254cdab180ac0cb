package dev.sluice.benchmarks.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.KeepAlivePolicy;
import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlayedTest {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    @Test
    void aFixedKeepAliveIsPaidInFullAfterEachHourlyCall() {
        Played played = Played.of(List.of(hourly()), 1, KeepAlivePolicy.FIXED, TEN_MINUTES);
        assertThat(played).isEqualTo(new Played(24, 24, Duration.ofMinutes(240)));
    }

    @Test
    void anAdaptiveOneIsThereForTheHourlyCallAndNotBetween() {
        Played played = Played.of(List.of(hourly()), 1, KeepAlivePolicy.ADAPTIVE, TEN_MINUTES);
        assertThat(played.calls()).isEqualTo(24);
        assertThat(played.cold()).isBetween(9L, 11L);
        assertThat(played.idle()).isLessThan(Duration.ofMinutes(200));
    }

    @Test
    void functionsAreCalledAsOftenAsPublished() {
        ServerlessTraffic traffic = new ServerlessTraffic(3, 14);
        List<double[]> functions =
                Stream.generate(traffic::memoryless).limit(1_000).toList();
        assertThat(part(functions, 14 * 24)).as("once an hour or less").isBetween(0.40, 0.50);
        assertThat(part(functions, 14 * 1_440)).as("once a minute or less").isBetween(0.76, 0.86);
    }

    @Test
    void theSameSeedMakesTheSameCallsInOrder() {
        ServerlessTraffic one = new ServerlessTraffic(5, 7);
        ServerlessTraffic other = new ServerlessTraffic(5, 7);
        for (int i = 0; i < 50; i++) {
            assertThat(one.function()).isEqualTo(other.function());
        }
        assertThat(Stream.generate(one::function).limit(50))
                .allSatisfy(calls -> assertThat(calls).isSorted());
    }

    private static double part(List<double[]> functions, int calls) {
        return functions.stream().filter(function -> function.length <= calls).count() / (double) functions.size();
    }

    private static double[] hourly() {
        return DoubleStream.iterate(5, at -> at + 60).limit(24).toArray();
    }
}
