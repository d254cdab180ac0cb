package dev.sluice.pipelines.engine;

import dev.sluice.events.partition.Held;
import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.pipelines.plan.PipelinePlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a pipeline stands at this gateway.
 *
 * @param hindrance why it does not run, in a sentence; empty if it does
 * @param pausedBatches those that are paused, as far as this gateway knows, in order
 */
public record PipelineReport(Optional<String> hindrance, List<String> pausedBatches, List<Stage> stages) {

    public PipelineReport {
        pausedBatches = List.copyOf(pausedBatches);
        stages = List.copyOf(stages);
    }

    /**
     * The source, a stage or a sink.
     *
     * @param work how what it does with its own consumer stands; empty where it is done by others
     */
    public record Stage(PipelinePlan.Row row, Optional<StageWork> work) {}

    /**
     * What is done by one consumer.
     *
     * @param dead the items that became dead letters, since the gateway was started
     * @param ahead the items that it is done with before they came to its topic
     * @param made the items that came of its items, since the gateway was started; also of those that are not committed yet
     * @param held what it waits with; empty of stages that do not wait
     * @param parked the keys that are parked, and their items, in the partitions that this gateway has; empty of stages that park none
     */
    public record StageWork(
            ConsumerReport reads,
            long dead,
            long ahead,
            long made,
            Calls calls,
            Optional<Held> held,
            Optional<Held> parked) {

        /**
         * Of its function.
         *
         * @param underWay also those with items that are not in its topic
         * @param over since the gateway was started
         * @param tookTogether the time from the beginning to the end of each that is over
         */
        public record Calls(long underWay, long over, Duration tookTogether) {}

        /** The items that are worked on. */
        public long running() {
            return Math.max(reads.pump().running(), calls.underWay());
        }

        /** The items that it is done with, but for those that became dead letters. */
        public long done() {
            return reads.pump().done() + ahead;
        }
    }
}
