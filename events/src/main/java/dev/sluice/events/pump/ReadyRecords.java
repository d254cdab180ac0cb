package dev.sluice.events.pump;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The records of one partition that may begin, in turns between those whose they are: start-time fair queueing (Goyal, Vin and Cheng,
 * 1996). Each has a time of its own that runs as much slower as its weight is greater, and who is least far is next; who comes anew
 * begins where the others are, so nobody saves turns up.
 */
final class ReadyRecords {

    /** A turn of weight 1; a multiple of small numbers, so that their turns add up. */
    private static final long TURN = 720_720;

    private static final class Queue {

        final Turns.Share share;
        final ArrayDeque<Entry> records = new ArrayDeque<>();
        long time;
        long came;

        Queue(Turns.Share share, long time, long came) {
            this.share = share;
            this.time = time;
            this.came = came;
        }
    }

    /** All with a record, and those without one until their turn would have come. */
    private final Map<String, Queue> queues = new HashMap<>();

    private final PriorityQueue<Queue> order = new PriorityQueue<>(
            Comparator.<Queue>comparingLong(queue -> queue.time).thenComparingLong(queue -> queue.came));

    private long now;
    private long turns;
    private int size;

    void add(Entry entry) {
        queues.computeIfAbsent(entry.share.name(), _ -> {
                    Queue queue = new Queue(entry.share, now, ++turns);
                    order.add(queue);
                    return queue;
                })
                .records
                .add(entry);
        size++;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The one whose turn it is; there must be one. */
    Entry remove() {
        Queue queue = order.remove();
        while (queue.records.isEmpty()) {
            queues.remove(queue.share.name());
            queue = order.remove();
        }
        now = queue.time;
        queue.time += TURN / Math.max(1, queue.share.weight().getAsInt());
        queue.came = ++turns;
        order.add(queue);
        size--;
        return queue.records.remove();
    }

    /** Since when the one is ready that is so for the longest time; there must be one. */
    long since() {
        return queues.values().stream()
                .filter(queue -> !queue.records.isEmpty())
                .mapToLong(queue -> queue.records.element().time)
                .min()
                .orElseThrow();
    }
}
