package dev.sluice.gateway.observe.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.partition.Held;
import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.pump.PumpReport;
import dev.sluice.pipelines.engine.PipelineReport;
import dev.sluice.pipelines.graph.PipelineId;
import dev.sluice.pipelines.plan.PipelinePlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PipelineMetricsTest {

    private static PipelineReport.Stage stage(String name, Optional<PipelineReport.StageWork> work) {
        return new PipelineReport.Stage(new PipelinePlan.Row(name, "", List.of(), List.of(), "", ""), work);
    }

    @Test
    void eachStageThatHasAConsumerHasItsSeries() {
        PumpReport pump = new PumpReport(Optional.empty(), 2, 5, 40, 3, 7, "");
        ConsumerReport reads = new ConsumerReport(
                new ConsumerReport.Standing.Reading(),
                List.of(new ConsumerReport.Place("t", 0, 100, 20, 4), new ConsumerReport.Place("t", 1, 1, 0, 0)),
                pump,
                List.of(),
                new TreeMap<>());
        PipelineReport report = new PipelineReport(
                Optional.empty(),
                List.of(),
                List.of(
                        stage(
                                "resize",
                                Optional.of(new PipelineReport.StageWork(
                                        reads,
                                        3,
                                        4,
                                        80,
                                        new PipelineReport.StageWork.Calls(7, 50, Duration.ofMillis(2_500)),
                                        Optional.of(new Held(3, 120)),
                                        Optional.of(new Held(2, 9))))),
                        stage("all", Optional.empty())));
        PipelineMetrics metrics =
                new PipelineMetrics(() -> Map.of(new PipelineId(new Namespace("shop"), "photos"), report));

        assertThat(metrics.collect().stream()
                        .flatMap(family -> family.samples.stream())
                        .map(sample -> sample.name.replaceFirst("sluice_pipeline_", "") + " " + sample.labelValues + " "
                                + sample.value))
                .containsExactly(
                        "items_total [photos, shop, resize, in] 47.0",
                        "items_total [photos, shop, resize, out] 80.0",
                        "dead_letters_total [photos, shop, resize] 3.0",
                        "retries_total [photos, shop, resize] 7.0",
                        "calls_total [photos, shop, resize] 50.0",
                        "call_seconds_total [photos, shop, resize] 2.5",
                        "running [photos, shop, resize] 7.0",
                        "waiting [photos, shop, resize] 9.0",
                        "open [photos, shop, resize] 3.0",
                        "held [photos, shop, resize] 120.0",
                        "parked_keys [photos, shop, resize] 2.0",
                        "parked_items [photos, shop, resize] 9.0");
    }
}
