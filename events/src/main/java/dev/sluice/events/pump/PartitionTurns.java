package dev.sluice.events.pump;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The partitions in the order of their turns. Those with the same weight have one turn after the other; between weights the turns go
 * by smooth weighted round-robin, as nginx has it: who can begin something is credited with its weight, the highest credit has the
 * turn and pays the sum of all. So of weights 4, 2 and 1 seven turns are 4, 2, 1, and none has all of its turns at once.
 */
final class PartitionTurns {

    private static final class Group {
        final int weight;
        final ArrayDeque<PartitionLanes> order = new ArrayDeque<>();
        int credit;

        Group(int weight) {
            this.weight = weight;
        }

        Optional<PartitionLanes> next(Predicate<PartitionLanes> can) {
            for (int i = order.size(); i > 0; i--) {
                PartitionLanes lanes = order.remove();
                order.add(lanes);
                if (can.test(lanes)) {
                    return Optional.of(lanes);
                }
            }
            return Optional.empty();
        }
    }

    private final Turns turns;
    private final List<Group> groups = new ArrayList<>(1);

    PartitionTurns(Turns turns) {
        this.turns = turns;
    }

    void add(PartitionLanes lanes) {
        int weight = turns.weight(lanes.partition.topic());
        groups.stream()
                .filter(group -> group.weight == weight)
                .findFirst()
                .orElseGet(() -> {
                    groups.add(new Group(weight));
                    return groups.getLast();
                })
                .order
                .add(lanes);
    }

    void remove(PartitionLanes lanes) {
        groups.forEach(group -> group.order.remove(lanes));
        groups.removeIf(group -> group.order.isEmpty());
    }

    /** Who has the next turn of those that can begin something; empty if none can. */
    Optional<PartitionLanes> next(Predicate<PartitionLanes> can) {
        if (groups.size() == 1) {
            return groups.getFirst().next(can);
        }
        Group chosen = null;
        int all = 0;
        for (Group group : groups) {
            if (group.order.stream().noneMatch(can)) {
                group.credit = 0;
                continue;
            }
            group.credit += group.weight;
            all += group.weight;
            if (chosen == null || group.credit > chosen.credit) {
                chosen = group;
            }
        }
        if (chosen == null) {
            return Optional.empty();
        }
        chosen.credit -= all;
        return chosen.next(can);
    }
}
