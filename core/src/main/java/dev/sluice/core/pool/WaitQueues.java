package dev.sluice.core.pool;

import dev.sluice.core.invocation.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The calls of one function that wait for a slot: interactive ones in the order in which they came, background ones by their ranks. */
final class WaitQueues {

    private final WaitQueue interactive = new WaitQueue();
    private final RankedQueues background = new RankedQueues();
    private final List<WaitQueue> all = new ArrayList<>();

    WaitQueues() {
        all.add(interactive);
        all.addAll(background.all());
    }

    /** In each of them calls stand in the order in which they came. */
    List<WaitQueue> all() {
        return all;
    }

    /** That of interactive calls. */
    List<WaitQueue> interactive() {
        return List.of(interactive);
    }

    /** {@code rank}: that of a background call. */
    Waiting add(SlotWaiter waiter, Priority priority, int rank, long now) {
        return switch (priority) {
            case INTERACTIVE -> interactive.add(waiter, now);
            case BACKGROUND -> background.add(waiter, rank, now);
        };
    }

    /** Takes the call out whose turn it is among those of a priority that can be served; null if there is none. */
    @Nullable
    Waiting take(Priority priority, Predicate<Waiting> servable) {
        return switch (priority) {
            case INTERACTIVE -> interactive.take(servable);
            case BACKGROUND -> background.take(servable);
        };
    }

    int size(Priority priority) {
        return switch (priority) {
            case INTERACTIVE -> interactive.size();
            case BACKGROUND -> background.size();
        };
    }

    boolean isEmpty(Priority priority) {
        return size(priority) == 0;
    }

    int size() {
        return interactive.size() + background.size();
    }

    boolean isEmpty() {
        return size() == 0;
    }

    /** Whether any instance serves, from {@code now} on. */
    void up(boolean yes, long now) {
        for (WaitQueue queue : all) {
            queue.up(yes, now);
        }
    }

    /** When the first of a queue has used up one of its budgets, if nothing changes until then. */
    long deadline(long queueBudget, long startBudget) {
        long first = ScalingPolicy.NEVER;
        for (WaitQueue queue : all) {
            first = Math.min(first, queue.deadline(queueBudget, startBudget));
        }
        return first;
    }
}
