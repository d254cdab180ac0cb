package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.benchmarks.experiment.Experiment;
import dev.sluice.benchmarks.experiment.Herd;
import dev.sluice.benchmarks.experiment.WarmPath;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderTest {

    private static final Experiment WARM = new WarmPath();
    private static final Experiment HERD = new Herd();
    private static final List<Experiment> ALL = List.of(WARM, HERD);

    @Test
    void runsEverythingWhenNothingIsNamed() {
        Order order = order("/root");

        assertThat(order.experiments()).containsExactly(WARM, HERD);
        assertThat(order.whole()).isTrue();
    }

    @Test
    void runsWhatIsNamedOnceEach() {
        Order order = order("/root", "p2", "P1");

        assertThat(order.experiments()).containsExactly(WARM);
        assertThat(order.whole()).isFalse();
    }

    @Test
    void takesAQuickRunForNoMeasurementOfEverything() {
        Order order = order("/root", "--quick");

        assertThat(order.quick()).isTrue();
        assertThat(order.whole()).isFalse();
    }

    @Test
    void saysWhichBenchmarksThereAre() {
        assertThatThrownBy(() -> order("/root", "P99"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no benchmark P99: there are P1, P2, P6, and --quick.");
    }

    private static Order order(String... arguments) {
        return Order.of(arguments, ALL);
    }
}
