package dev.sluice.core.pool;

import dev.sluice.core.invocation.Terms;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The background calls of one function that wait for a slot, those of each rank in the order in which they came. Of each rank twice as many
 * have a turn as of the next lower one, by start-time fair queueing: each rank has a time of its own, which goes on twice as far with
 * each turn as that of the rank before, and the one that is least far is next. So none waits for ever, and none saves turns up.
 */
final class RankedQueues {

    private final List<WaitQueue> queues =
            Stream.generate(WaitQueue::new).limit(Terms.LOWEST_RANK).toList();

    /** How far each rank is. */
    private final long[] times = new long[Terms.LOWEST_RANK];

    /** How far the one was that had the last turn. */
    private long now;

    /** One for each rank, the first one first. */
    List<WaitQueue> all() {
        return queues;
    }

    Waiting add(SlotWaiter waiter, int rank, long time) {
        WaitQueue queue = queues.get(rank - 1);
        if (queue.isEmpty()) {
            times[rank - 1] = Math.max(times[rank - 1], now);
        }
        return queue.add(waiter, time);
    }

    int size() {
        int size = 0;
        for (WaitQueue queue : queues) {
            size += queue.size();
        }
        return size;
    }

    /** Takes the call out whose turn it is of those that can be served; null if there is none. */
    @Nullable
    Waiting take(Predicate<Waiting> servable) {
        int tried = 0;
        for (int next = next(tried); next >= 0; next = next(tried)) {
            Waiting first = queues.get(next).take(servable);
            if (first != null) {
                now = times[next];
                times[next] += 1L << next;
                return first;
            }
            tried |= 1 << next;
        }
        return null;
    }

    /** The rank that is least far of those with calls; -1 if there is none. {@code but}: a bit for each rank that is left out. */
    private int next(int but) {
        int next = -1;
        for (int i = 0; i < times.length; i++) {
            boolean open = (but >> i & 1) == 0 && !queues.get(i).isEmpty();
            if (open && (next < 0 || times[i] < times[next])) {
                next = i;
            }
        }
        return next;
    }
}
