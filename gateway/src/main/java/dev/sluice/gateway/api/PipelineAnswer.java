package dev.sluice.gateway.api;

import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.pump.PumpReport;
import dev.sluice.pipelines.engine.PipelineReport;
import dev.sluice.pipelines.engine.Pipelines;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a pipeline stands, as the API tells it: the source, the stages and the sinks in the order of the items. */
final class PipelineAnswer {

    private PipelineAnswer() {}

    static Map<String, Object> of(PipelineReport report, Optional<Pipelines.Times> times) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("state", report.hindrance().isEmpty() ? "running" : "waiting");
        told.put("detail", report.hindrance().orElse(""));
        times.ifPresent(each -> told.put("schedule", schedule(each)));
        if (!report.pausedBatches().isEmpty()) {
            told.put("pausedBatches", report.pausedBatches());
        }
        told.put("stages", report.stages().stream().map(PipelineAnswer::stage).toList());
        return told;
    }

    private static Map<String, Object> schedule(Pipelines.Times times) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("owner", times.owner());
        told.put("next", times.next().stream().map(Instant::toString).toList());
        times.last().ifPresent(batch -> told.put("lastBatch", batch));
        told.put("detail", times.hindrance().orElse(""));
        return told;
    }

    private static Map<String, Object> stage(PipelineReport.Stage stage) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("name", stage.row().name());
        told.put("is", stage.row().is());
        stage.work()
                .ifPresentOrElse(
                        work -> working(work, told),
                        () -> told.put("runsIn", stage.row().runsIn()));
        return told;
    }

    private static void working(PipelineReport.StageWork work, Map<String, Object> told) {
        ConsumerReport reads = work.reads();
        PumpReport pump = reads.pump();
        told.put("state", word(reads.standing()));
        told.put("waiting", reads.waiting());
        told.put("running", work.running());
        told.put("done", work.done());
        told.put("made", work.made());
        told.put("retried", pump.retried());
        told.put("deadLetters", work.dead());
        work.held().ifPresent(held -> {
            told.put("open", held.open());
            told.put("held", held.parts());
        });
        work.parked().ifPresent(parked -> {
            told.put("parkedKeys", parked.open());
            told.put("parkedItems", parked.parts());
        });
        if (work.calls().over() > 0) {
            told.put(
                    "callMillis",
                    work.calls().tookTogether().toMillis() / work.calls().over());
        }
        told.put("detail", detail(reads, pump));
    }

    private static String word(ConsumerReport.Standing standing) {
        return switch (standing) {
            case ConsumerReport.Standing.Reading _ -> "reading";
            case ConsumerReport.Standing.NoTopic _ -> "no_topic";
            case ConsumerReport.Standing.Away _ -> "away";
        };
    }

    private static String detail(ConsumerReport reads, PumpReport pump) {
        return switch (reads.standing()) {
            case ConsumerReport.Standing.NoTopic(List<String> missing) ->
                "There is no topic " + String.join(", ", missing) + ".";
            case ConsumerReport.Standing.Away(String why) -> why;
            case ConsumerReport.Standing.Reading _ -> pump.lastError();
        };
    }
}
