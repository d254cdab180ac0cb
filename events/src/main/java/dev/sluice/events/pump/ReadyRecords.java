package dev.sluice.events.pump;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/** The records of one partition that may begin, in the turns of whose they are, which they share with other partitions. */
final class ReadyRecords {

    /** Those of one share; where it is by what is known here, for its turns in other partitions take it farther. */
    private static final class Queue {

        final ShareClock.Account account;
        final ArrayDeque<Entry> records = new ArrayDeque<>();
        long time;
        long came;

        Queue(ShareClock.Account account) {
            this.account = account;
            look();
        }

        void look() {
            time = account.time();
            came = account.came();
        }
    }

    private final ShareClock clock;
    private final Map<ShareClock.Account, Queue> queues = new HashMap<>();

    /** Those with a record. */
    private final PriorityQueue<Queue> order = new PriorityQueue<>(
            Comparator.<Queue>comparingLong(queue -> queue.time).thenComparingLong(queue -> queue.came));

    private int size;

    ReadyRecords(ShareClock clock) {
        this.clock = clock;
    }

    void add(Entry entry) {
        queues.computeIfAbsent(clock.enter(entry.share), account -> {
                    Queue queue = new Queue(account);
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

    /** How far the one is whose turn is next; there must be one. */
    long turn() {
        return next().time;
    }

    private Queue next() {
        Queue queue = order.element();
        while (queue.came != queue.account.came()) {
            order.remove();
            queue.look();
            order.add(queue);
            queue = order.element();
        }
        return queue;
    }

    /** The one whose turn it is; there must be one. */
    Entry remove() {
        Queue queue = next();
        order.remove();
        Entry entry = queue.records.remove();
        size--;
        clock.turn(queue.account);
        if (queue.records.isEmpty()) {
            queues.remove(queue.account);
        } else {
            queue.look();
            order.add(queue);
        }
        return entry;
    }

    /** Forgets all. */
    void clear() {
        queues.forEach((account, queue) -> clock.leave(account, queue.records.size()));
        queues.clear();
        order.clear();
        size = 0;
    }

    /** Since when the one is ready that is so for the longest time; there must be one. */
    long since() {
        return queues.values().stream()
                .mapToLong(queue -> queue.records.element().time)
                .min()
                .orElseThrow();
    }
}
