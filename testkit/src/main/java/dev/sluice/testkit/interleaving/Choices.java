package dev.sluice.testkit.interleaving;

import java.util.ArrayList;
import java.util.List;

/**
 * Walks depth first through the tree of all choices: a run takes the path that is given and then the first choice each
 * time, {@link #advance} makes the path of the next one. Bounds how often a thread that could go on is preempted, because
 * nearly all faults show with very few (Musuvathi and Qadeer, PLDI 2007).
 */
final class Choices {

    private record Choice(int taken, int of) {}

    private final int mostPreemptions;
    private final List<Choice> path = new ArrayList<>();
    private int position;
    private int preemptions;

    Choices(int mostPreemptions) {
        this.mostPreemptions = mostPreemptions;
    }

    /** One of {@code ready}; 0 is the thread that runs now if {@code preempts}. */
    int next(int ready, boolean preempts) {
        int of = preempts && preemptions == mostPreemptions ? 1 : ready;
        if (of == 1) {
            return 0;
        }
        if (position == path.size()) {
            path.add(new Choice(0, of));
        }
        Choice choice = path.get(position);
        if (choice.of() != of) {
            throw new IllegalStateException("the scenario is not decided by its interleaving alone");
        }
        position++;
        preemptions += preempts && choice.taken() > 0 ? 1 : 0;
        return choice.taken();
    }

    /** Prepares the next run; false if there is none. */
    boolean advance() {
        position = 0;
        preemptions = 0;
        while (!path.isEmpty()) {
            Choice last = path.removeLast();
            if (last.taken() + 1 < last.of()) {
                path.add(new Choice(last.taken() + 1, last.of()));
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return path.stream()
                .map(choice -> Integer.toString(choice.taken()))
                .toList()
                .toString();
    }
}
