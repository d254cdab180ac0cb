package dev.sluice.gateway.api;

import dev.sluice.events.workqueue.ItemCounts;
import dev.sluice.events.workqueue.ItemStanding;
import dev.sluice.events.workqueue.ItemState;
import dev.sluice.events.workqueue.KeptAnswer;
import dev.sluice.events.workqueue.QueueAwayException;
import dev.sluice.events.workqueue.QueueStanding;
import dev.sluice.events.workqueue.QueueView;
import dev.sluice.events.workqueue.WorkQueueId;
import dev.sluice.events.workqueue.WorkQueues;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Work queues and their items, as the API tells them. */
final class WorkQueueAnswer {

    private WorkQueueAnswer() {}

    /** How a queue stands. Blocks until its record was read. */
    static Map<String, Object> standing(WorkQueues queues, WorkQueueId id) {
        return of(id.name(), queues.report(id), known(queues, id));
    }

    /** What its owner told last; empty if that cannot be read now. */
    static Optional<QueueStanding> known(WorkQueues queues, WorkQueueId id) {
        try {
            return Optional.of(queues.view(id).standing());
        } catch (QueueAwayException e) {
            return Optional.empty();
        }
    }

    /** {@code standing}: as its owner told last; empty if nobody knows. */
    static Map<String, Object> of(String name, WorkQueues.Report report, Optional<QueueStanding> standing) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("name", name);
        told.put("state", state(report, standing));
        told.put("owner", report.owner());
        standing.ifPresent(stands -> {
            ItemCounts items = stands.items();
            told.put("waiting", items.waiting());
            told.put("retrying", items.retrying());
            told.put("running", items.running());
            told.put("done", items.done());
            told.put("parked", items.parked());
            told.put("listed", stands.listed());
            stands.scannedAt().ifPresent(time -> told.put("scannedAt", time.toString()));
            told.put("atOnce", stands.limit());
            if (stands.meanMillis() > 0) {
                told.put("itemMillis", stands.meanMillis());
            }
            if (stands.rate() >= 0) {
                told.put("rate", stands.rate());
            }
            stands.timeLeft()
                    .ifPresent(left -> told.put("timeLeft", left.plusMillis(999).toSeconds()));
        });
        told.put(
                "detail",
                report.hindrance().orElse(standing.map(QueueStanding::problem).orElse("")));
        return told;
    }

    private static String state(WorkQueues.Report report, Optional<QueueStanding> standing) {
        if (report.hindrance().isPresent()) {
            return "waiting";
        }
        return standing.filter(QueueStanding::isOver).isPresent() ? "done" : "running";
    }

    static Map<String, Object> page(QueueView.Page page) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put(
                "items",
                page.items().stream()
                        .map(each -> item(each.item(), each.standing()))
                        .toList());
        page.next().ifPresent(next -> told.put("next", next));
        return told;
    }

    /** The media type of an answer; bytes where its function has said none that is one. */
    static MediaType type(KeptAnswer answer) {
        try {
            return answer.type().map(MediaType::valueOf).orElse(MediaType.APPLICATION_OCTET_STREAM_TYPE);
        } catch (IllegalArgumentException e) {
            return MediaType.APPLICATION_OCTET_STREAM_TYPE;
        }
    }

    static Map<String, Object> item(String name, ItemStanding item) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("name", name);
        if (!item.version().isEmpty()) {
            told.put("version", item.version());
        }
        told.put("state", item.state().word());
        told.put("attempts", item.tries());
        told.put("step", item.step());
        told.put("since", item.since().toString());
        if (item.state() != ItemState.WAITING) {
            told.put("tookMillis", item.took());
        }
        item.next().ifPresent(time -> told.put("nextAt", time.toString()));
        if (!item.reason().isEmpty()) {
            int blank = item.reason().indexOf(' ');
            told.put("reason", blank < 0 ? item.reason() : item.reason().substring(0, blank));
            told.put("detail", blank < 0 ? "" : item.reason().substring(blank + 1));
        }
        return told;
    }
}
