package dev.sluice.gateway.observe.metrics;

import dev.sluice.events.workqueue.ItemCounts;
import dev.sluice.events.workqueue.WorkQueueId;
import dev.sluice.events.workqueue.WorkQueues;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** How the work queues stand that this gateway works on, asked once per scrape. */
public final class WorkQueueMetrics extends Collector implements Collector.Describable {

    private static final String[] QUEUE = {"queue", "namespace"};

    private final Supplier<? extends Map<WorkQueueId, WorkQueues.Working>> working;

    public WorkQueueMetrics(Supplier<? extends Map<WorkQueueId, WorkQueues.Working>> working) {
        this.working = working;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        MetricFamily items = MetricFamily.gauge(
                "sluice_work_queue_items", "Items of work queues, by how they stand.", "queue", "namespace", "state");
        MetricFamily running = MetricFamily.gauge("sluice_work_queue_running", "Items that are worked on.", QUEUE);
        MetricFamily limit = MetricFamily.gauge(
                "sluice_work_queue_limit", "Items that may be worked on at the same time now.", QUEUE);
        MetricFamily took = MetricFamily.gauge("sluice_work_queue_item_seconds", "What an item takes, of late.", QUEUE);
        MetricFamily done = MetricFamily.counter("sluice_work_queue_done_total", "Items that were done here.", QUEUE);
        MetricFamily failed =
                MetricFamily.counter("sluice_work_queue_failures_total", "Attempts that failed here.", QUEUE);
        working.get().forEach((id, work) -> {
            String name = id.name();
            String namespace = id.namespace().value();
            ItemCounts counts = work.standing().items();
            items.add(counts.waiting(), name, namespace, "waiting");
            items.add(counts.retrying(), name, namespace, "retrying");
            items.add(counts.done(), name, namespace, "done");
            items.add(counts.parked(), name, namespace, "parked");
            running.add(counts.running(), name, namespace);
            limit.add(work.standing().limit(), name, namespace);
            took.add(work.standing().meanMillis() / 1e3, name, namespace);
            done.add(work.done(), name, namespace);
            failed.add(work.failed(), name, namespace);
        });
        return List.of(
                items.samples(), running.samples(), limit.samples(), took.samples(), done.samples(), failed.samples());
    }

    /** Nothing, so that registering asks for no report. */
    @Override
    public List<MetricFamilySamples> describe() {
        return List.of();
    }
}
