package dev.sluice.pipelines.engine;

import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.PipelineId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the stages of pipelines have made at this gateway since it was started, and what their calls took. Thread-safe. */
public final class StageCounts {

    private final Map<PipelineId, Map<StageName, Of>> all = new ConcurrentHashMap<>();

    /** Of one stage that has a consumer of its own. */
    static final class Of {

        private final LongAdder made = new LongAdder();
        private final LongAdder ahead = new LongAdder();
        private final LongAdder begun = new LongAdder();
        private final LongAdder calls = new LongAdder();
        private final LongAdder nanos = new LongAdder();
        private final LongAdder spared = new LongAdder();

        /** So many items came of one. */
        void made(int items) {
            made.add(items);
        }

        /** An item is done that was not in a topic before, and so many came of it. */
        void doneAhead(int items) {
            ahead.increment();
            made.add(items);
        }

        /** A call has begun. */
        void calling() {
            begun.increment();
        }

        /** A call is over that took so long. */
        void called(long took) {
            calls.increment();
            nanos.add(took);
        }

        /** An item has failed for good, and is parked instead of being a dead letter. */
        void spared() {
            spared.increment();
        }

        /** One of those is a dead letter after all. */
        void discarded() {
            spared.decrement();
        }

        /** How many items fewer are dead letters than have failed for good. */
        long fewerDead() {
            return spared.sum();
        }

        long made() {
            return made.sum();
        }

        long ahead() {
            return ahead.sum();
        }

        PipelineReport.StageWork.Calls calls() {
            long over = calls.sum();
            return new PipelineReport.StageWork.Calls(
                    Math.max(0, begun.sum() - over), over, Duration.ofNanos(nanos.sum()));
        }
    }

    Of of(PipelineId pipeline, StageName stage) {
        return all.computeIfAbsent(pipeline, _ -> new ConcurrentHashMap<>()).computeIfAbsent(stage, _ -> new Of());
    }

    /** The pipeline is not there any more. */
    void forget(PipelineId pipeline) {
        all.remove(pipeline);
    }
}
