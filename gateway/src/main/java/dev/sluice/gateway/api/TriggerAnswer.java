package dev.sluice.gateway.api;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.filter.FilterReport;
import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.pump.PumpReport;
import dev.sluice.events.schedule.ScheduledRun;
import dev.sluice.events.trigger.TriggerId;
import dev.sluice.events.trigger.TriggerState;
import dev.sluice.events.trigger.Triggers;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a trigger stands, as the API tells it. */
final class TriggerAnswer {

    private TriggerAnswer() {}

    static Map<String, Object> of(Triggers triggers, Namespace namespace, String name, Instant now) {
        TriggerId id = new TriggerId(namespace, name);
        TriggerState state = triggers.state(id);
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("state", state.word());
        told.put("detail", state.detail());
        state.lasts().ifPresent(lasts -> told.put("since", now.minus(lasts).toString()));
        triggers.settings(id).ifPresent(settings -> {
            told.put("priority", settings.priority());
            settings.version().ifPresent(version -> told.put("version", version.written()));
            settings.fairKey().ifPresent(key -> told.put("fairKey", key.written()));
        });
        triggers.schedule(id).ifPresent(schedule -> {
            told.put("owner", schedule.owner());
            told.put("next", schedule.next().stream().map(Instant::toString).toList());
            schedule.last().ifPresent(last -> told.put("last", run(last)));
        });
        triggers.lastSeek(new TriggerId(namespace, name)).ifPresent(seek -> {
            Map<String, Object> last = new LinkedHashMap<>();
            last.put("to", seek.spec().to());
            last.put("at", seek.status().at().toString());
            told.put("seek", last);
        });
        state.report().ifPresent(report -> {
            told.put("running", report.pump().running());
            told.put("readAhead", report.pump().held());
            told.put("lag", report.lag());
            told.put("done", report.pump().done());
            told.put("retried", report.pump().retried());
            told.put("deadLetters", report.pump().buried());
            told.put("redriven", triggers.redrivenWaiting(new TriggerId(namespace, name)));
            told.put("lastError", report.pump().lastError());
            state.filter().ifPresent(filter -> told.put("filter", filter(filter, report.pump())));
            told.put("notices", state.notices());
            told.put("partitions", partitions(report));
        });
        return told;
    }

    private static Map<String, Object> run(ScheduledRun run) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("scheduled", run.scheduled().toString());
        told.put("invocation", run.id().value());
        return told;
    }

    private static Map<String, Object> filter(FilterReport filter, PumpReport pump) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("delivered", Math.max(0, pump.done() - filter.filtered() - filter.failed()));
        told.put("filtered", filter.filtered());
        told.put("errors", filter.failed());
        told.put("lastError", filter.lastFailure());
        return told;
    }

    private static List<Map<String, Object>> partitions(ConsumerReport report) {
        return report.partitions().stream()
                .map(place -> {
                    Map<String, Object> partition = new LinkedHashMap<>();
                    partition.put("topic", place.topic());
                    partition.put("partition", place.partition());
                    partition.put("position", place.position());
                    partition.put("lag", place.lag());
                    return partition;
                })
                .toList();
    }
}
