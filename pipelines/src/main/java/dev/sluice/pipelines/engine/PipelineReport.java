package dev.sluice.pipelines.engine;

import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.pipelines.plan.PipelinePlan;
import java.util.List;
import java.util.Optional;

/**
 * How a pipeline stands at this gateway.
 *
 * @param hindrance why it does not run, in a sentence; empty if it does
 */
public record PipelineReport(Optional<String> hindrance, List<Stage> stages) {

    public PipelineReport {
        stages = List.copyOf(stages);
    }

    /**
     * The source, a stage or a sink.
     *
     * @param reads how its own consumer stands; empty where it is done by others
     */
    public record Stage(PipelinePlan.Row row, Optional<ConsumerReport> reads) {}
}
