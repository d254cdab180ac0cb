package dev.sluice.gateway.api;

import dev.sluice.events.workqueue.ItemCounts;
import dev.sluice.events.workqueue.QueueStanding;
import dev.sluice.events.workqueue.WorkQueueId;
import dev.sluice.events.workqueue.WorkQueues;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The work queues that one gateway works on, told without reading their records.
 *
 * @param all how many there are; {@code first} has at most {@value #MOST} of them, those with most to be done first
 */
record QueuesAnswer(int all, List<Queue> first) {

    private static final int MOST = 20;

    /**
     * How one stands.
     *
     * @param atOnce as many items may be worked on now
     * @param rate how many are done in a second; empty if that cannot be said
     * @param leftMillis how long it takes until all are done; empty if that cannot be said
     * @param problem what is wrong, in sentences; empty if nothing is
     */
    record Queue(
            String name,
            String namespace,
            int waiting,
            int retrying,
            int running,
            int done,
            int parked,
            int atOnce,
            Optional<Double> rate,
            Optional<Long> leftMillis,
            String problem) {

        static Queue of(WorkQueueId id, QueueStanding standing) {
            ItemCounts items = standing.items();
            return new Queue(
                    id.name(),
                    id.namespace().value(),
                    items.waiting(),
                    items.retrying(),
                    items.running(),
                    items.done(),
                    items.parked(),
                    standing.limit(),
                    Optional.of(standing.rate()).filter(rate -> rate >= 0),
                    standing.timeLeft().map(Duration::toMillis),
                    standing.problem());
        }

        private int open() {
            return waiting + retrying;
        }
    }

    static QueuesAnswer of(Map<WorkQueueId, WorkQueues.Working> working) {
        Comparator<Queue> most = Comparator.comparingInt(Queue::open).reversed();
        List<Queue> first = working.entrySet().stream()
                .map(each -> Queue.of(each.getKey(), each.getValue().standing()))
                .sorted(most.thenComparing(Queue::namespace).thenComparing(Queue::name))
                .limit(MOST)
                .toList();
        return new QueuesAnswer(working.size(), first);
    }
}
