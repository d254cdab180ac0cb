package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.benchmarks.experiment.DecoratorCost;
import dev.sluice.benchmarks.experiment.Experiment;
import dev.sluice.benchmarks.experiment.Herd;
import dev.sluice.benchmarks.experiment.WarmPath;
import dev.sluice.benchmarks.report.Page;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderTest {

    private static final Experiment WARM = new WarmPath();
    private static final Experiment HERD = new Herd();
    private static final Experiment COST = new DecoratorCost();
    private static final List<Experiment> ALL = List.of(WARM, HERD, COST);

    @Test
    void runsEverythingWhenNothingIsNamed() {
        Order order = order("/root");

        assertThat(order.experiments()).containsExactly(WARM, HERD, COST);
        assertThat(order.whole()).containsExactly(Page.PLATFORM, Page.DECORATORS);
    }

    @Test
    void runsWhatIsNamedOnceEach() {
        Order order = order("/root", "p2", "P1");

        assertThat(order.experiments()).containsExactly(WARM);
        assertThat(order.whole()).isEmpty();
    }

    @Test
    void publishesOnlyThePagesThatItMeasuresWhole() {
        assertThat(order("/root", "D1").whole()).containsExactly(Page.DECORATORS);
        assertThat(order("/root", "D1", "P6").whole()).containsExactly(Page.DECORATORS);
        assertThat(order("/root", "P1", "P6").whole()).containsExactly(Page.PLATFORM);
    }

    @Test
    void takesAQuickRunForNoMeasurementOfEverything() {
        Order order = order("/root", "--quick");

        assertThat(order.quick()).isTrue();
        assertThat(order.whole()).isEmpty();
    }

    @Test
    void saysWhichBenchmarksThereAre() {
        assertThatThrownBy(() -> order("/root", "P99"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no benchmark P99: there are D1, P1, P2, P6, and --quick.");
    }

    private static Order order(String... arguments) {
        return Order.of(arguments, ALL);
    }
}
