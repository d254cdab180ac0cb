package dev.sluice.testkit.state;

import dev.sluice.core.state.Version;
import dev.sluice.testkit.state.Step.Act;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether there is one order of all steps on a record that explains what everybody saw, and in which a step that had ended
 * before another began is first (Herlihy and Wing, "Linearizability", 1990). The search is that of Wing and Gong with the
 * memory of G. Lowe, "Testing for linearizability", 2017: for few clients at once it is fast, for many it is not. Records are
 * independent, because linearizability is local.
 */
public final class Linearizability {

    private final List<Step> steps;
    private final Set<Situation> seen = new HashSet<>();

    /** How a record stands: version 0 is none, -1 one that nobody was told. */
    private record State(long version, String value, long greatest) {}

    private record Situation(BitSet done, State state) {}

    private Linearizability(List<Step> steps) {
        this.steps = steps;
    }

    /** The record whose steps have no such order, with its steps; nothing if all have. */
    public static Optional<String> violation(List<Step> history) {
        TreeMap<String, List<Step>> records =
                history.stream().collect(Collectors.groupingBy(Step::record, TreeMap::new, Collectors.toList()));
        return records.values().stream()
                .filter(steps -> !new Linearizability(sorted(steps)).isExplained())
                .map(steps -> "no order explains " + sorted(steps))
                .findFirst();
    }

    private static List<Step> sorted(List<Step> steps) {
        return steps.stream().sorted(Comparator.comparingLong(Step::began)).toList();
    }

    /** Depth first, with a stack of its own because histories are long. */
    private boolean isExplained() {
        List<Situation> open = new ArrayList<>();
        open.add(new Situation(new BitSet(), new State(0, "", 0)));
        while (!open.isEmpty()) {
            Situation situation = open.removeLast();
            if (isAllDone(situation.done())) {
                return true;
            }
            long firstEnd = firstEnd(situation.done());
            for (int i = situation.done().nextClearBit(0);
                    i < steps.size() && steps.get(i).began() <= firstEnd;
                    i = situation.done().nextClearBit(i + 1)) {
                Optional<State> after = after(situation.state(), steps.get(i).act());
                if (after.isPresent()) {
                    BitSet done = (BitSet) situation.done().clone();
                    done.set(i);
                    Situation next = new Situation(done, after.get());
                    if (seen.add(next)) {
                        open.add(next);
                    }
                }
            }
        }
        return false;
    }

    /** Steps that were never answered may never have happened. */
    private boolean isAllDone(BitSet done) {
        for (int i = done.nextClearBit(0); i < steps.size(); i = done.nextClearBit(i + 1)) {
            if (!(steps.get(i).act() instanceof Act.Lost)) {
                return false;
            }
        }
        return true;
    }

    private long firstEnd(BitSet done) {
        long first = Long.MAX_VALUE;
        for (int i = done.nextClearBit(0);
                i < steps.size() && steps.get(i).began() <= first;
                i = done.nextClearBit(i + 1)) {
            first = Math.min(first, steps.get(i).ended());
        }
        return first;
    }

    private static Optional<State> after(State state, Act act) {
        return switch (act) {
            case Act.Saw(Version version, String value) -> {
                boolean same = state.value().equals(value)
                        && (state.version() == version.number() || state.version() < 0 && isNew(state, version));
                yield same ? Optional.of(told(state, version.number(), value)) : Optional.empty();
            }
            case Act.Wrote(Version expected, String value, Optional<Version> made) -> {
                if (made.isEmpty()) {
                    // A removal of nothing is refused too.
                    boolean refused = state.version() != expected.number() || value.isEmpty() && state.version() == 0;
                    yield refused ? Optional.of(state) : Optional.empty();
                }
                boolean fits = state.version() == expected.number()
                        && (value.isEmpty() ? state.version() != 0 : isNew(state, made.get()));
                yield fits ? Optional.of(told(state, made.get().number(), value)) : Optional.empty();
            }
            case Act.Lost(Version expected, String value) ->
                state.version() == expected.number() && (!value.isEmpty() || state.version() != 0)
                        ? Optional.of(new State(value.isEmpty() ? 0 : -1, value, state.greatest()))
                        : Optional.empty();
        };
    }

    private static boolean isNew(State state, Version version) {
        return version.number() > state.greatest();
    }

    private static State told(State state, long version, String value) {
        return new State(version, value, Math.max(version, state.greatest()));
    }
}
