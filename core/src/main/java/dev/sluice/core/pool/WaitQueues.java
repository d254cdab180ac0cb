package dev.sluice.core.pool;

import dev.sluice.core.invocation.Priority;

/** The calls of one function that wait for a slot, those of each priority in a queue of their own. */
final class WaitQueues {

    private final WaitQueue interactive = new WaitQueue();
    private final WaitQueue background = new WaitQueue();

    WaitQueue of(Priority priority) {
        return switch (priority) {
            case INTERACTIVE -> interactive;
            case BACKGROUND -> background;
        };
    }

    int size() {
        return interactive.size() + background.size();
    }

    boolean isEmpty() {
        return size() == 0;
    }

    boolean remove(Waiting waiting) {
        return of(waiting.priority).remove(waiting);
    }

    /** Whether any instance serves, from {@code now} on. */
    void up(boolean yes, long now) {
        interactive.up(yes, now);
        background.up(yes, now);
    }

    /** When the first of a queue has used up one of its budgets, if nothing changes until then. */
    long deadline(long queueBudget, long startBudget) {
        return Math.min(interactive.deadline(queueBudget, startBudget), background.deadline(queueBudget, startBudget));
    }
}
