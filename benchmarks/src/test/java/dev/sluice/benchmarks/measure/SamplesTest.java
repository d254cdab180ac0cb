package dev.sluice.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {

    @Test
    void findsPercentilesBetweenNeighbours() {
        Samples samples = Samples.of(40, 10, 30, 20, 50);

        assertThat(samples.median()).isEqualTo(30);
        assertThat(samples.percentile(0)).isEqualTo(10);
        assertThat(samples.percentile(100)).isEqualTo(50);
        assertThat(samples.percentile(90)).isCloseTo(46, within(1e-9));
        assertThat(samples.quartiles()).isEqualTo(new Quartiles(20, 30, 40));
    }

    @Test
    void joinsParts() {
        Samples joined = Samples.joined(List.of(Samples.of(1, 2), Samples.of(6)));

        assertThat(joined.size()).isEqualTo(3);
        assertThat(joined.mean()).isEqualTo(3);
    }

    @Test
    void putsTheRatioOfPercentilesBetweenItsQuartiles() {
        Samples some = Samples.of(10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
        Samples tenfold = Samples.of(100, 110, 120, 130, 140, 150, 160, 170, 180, 190);

        Quartiles ratio = tenfold.ratioOfPercentiles(some, 50);

        assertThat(ratio.median()).isCloseTo(10, within(1e-9));
        assertThat(ratio.low()).isLessThan(10).isGreaterThan(7);
        assertThat(ratio.high()).isGreaterThan(10).isLessThan(13);
    }

    @Test
    void hasNoSpreadWhereNothingVaries() {
        assertThat(Samples.of(6, 6, 6).ratioOfPercentiles(Samples.of(3, 3, 3), 99))
                .isEqualTo(Quartiles.exactly(2));
    }
}
