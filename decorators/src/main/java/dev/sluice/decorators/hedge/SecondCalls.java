package dev.sluice.decorators.hedge;

import dev.sluice.decorators.repeat.RetryBudget;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.Set;

/**
 * Which of the slow calls are made a second time: no more than the budget has, and never more at a time than the same share of those that
 * are under way, or two. The others wait in line, first come first served, as long as they are slow. So where all are slow for a moment
 * the budget is not spent on those that end by themselves, and something is left for the one that does not. Thread-safe.
 */
final class SecondCalls {

    /** However few are under way. */
    static final int LEAST = 2;

    private final double share;
    private final RetryBudget budget;
    private final SequencedSet<Race> waiting = new LinkedHashSet<>();
    private final Set<Race> granted = new HashSet<>();
    private int underWay;

    /** {@code share} of all calls, and of those under way: 0 to 1. */
    SecondCalls(double share) {
        this.share = share;
        this.budget = new RetryBudget(share);
    }

    /** A call has begun; to be told once when it is over. */
    synchronized void began() {
        underWay++;
        budget.earn();
        grant();
    }

    /** The call is slow: it is told when it has its turn. */
    synchronized void ask(Race race) {
        waiting.add(race);
        grant();
    }

    /** The call is over, told by its own thread: if it had its turn and made no second call, another may. */
    synchronized void over(Race race) {
        underWay--;
        waiting.remove(race);
        if (granted.remove(race) && !race.isHedged()) {
            budget.giveBack();
        }
        grant();
    }

    private void grant() {
        int most = Math.max(LEAST, (int) (share * underWay));
        while (!waiting.isEmpty() && granted.size() < most && budget.spend()) {
            Race first = waiting.removeFirst();
            granted.add(first);
            first.turn();
        }
    }
}
