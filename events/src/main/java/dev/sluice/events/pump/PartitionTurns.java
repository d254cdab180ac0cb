package dev.sluice.events.pump;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * The partitions in the order of their turns: a tree of shares, with partitions that have one turn after the other in its leaves. Between the
 * shares of one share the turns go by smooth weighted round-robin, as nginx has it: who can begin something is credited with its weight,
 * the highest credit has the turn and pays the sum of all. So of weights 4, 2 and 1 seven turns are 4, 2, 1, and none has all of its
 * turns at once.
 */
final class PartitionTurns {

    private static final class Node {

        final IntSupplier weight;
        final Map<String, Node> shares = new LinkedHashMap<>();
        final ArrayDeque<PartitionLanes> order = new ArrayDeque<>();
        long credit;

        Node(IntSupplier weight) {
            this.weight = weight;
        }

        boolean can(Predicate<PartitionLanes> can) {
            return order.stream().anyMatch(can) || shares.values().stream().anyMatch(node -> node.can(can));
        }

        Optional<PartitionLanes> next(Predicate<PartitionLanes> can) {
            for (int i = order.size(); i > 0; i--) {
                PartitionLanes lanes = order.remove();
                order.add(lanes);
                if (can.test(lanes)) {
                    return Optional.of(lanes);
                }
            }
            return share(can).flatMap(node -> node.next(can));
        }

        private Optional<Node> share(Predicate<PartitionLanes> can) {
            Optional<Node> chosen = Optional.empty();
            long all = 0;
            for (Node node : shares.values()) {
                if (!node.can(can)) {
                    node.credit = 0;
                    continue;
                }
                int weight = node.weight.getAsInt();
                node.credit += weight;
                all += weight;
                if (chosen.isEmpty() || node.credit > chosen.get().credit) {
                    chosen = Optional.of(node);
                }
            }
            long paid = all;
            chosen.ifPresent(node -> node.credit -= paid);
            return chosen;
        }

        /** Whether nothing is left. */
        boolean remove(PartitionLanes lanes) {
            order.remove(lanes);
            shares.values().removeIf(node -> node.remove(lanes));
            return order.isEmpty() && shares.isEmpty();
        }
    }

    private final Turns turns;
    private final Node root = new Node(() -> 1);

    PartitionTurns(Turns turns) {
        this.turns = turns;
    }

    void add(PartitionLanes lanes) {
        Node node = root;
        for (Turns.Share share : turns.of(lanes.partition)) {
            node = node.shares.computeIfAbsent(share.name(), _ -> new Node(share.weight()));
        }
        node.order.add(lanes);
    }

    void remove(PartitionLanes lanes) {
        root.remove(lanes);
    }

    /** Who has the next turn of those that can begin something; empty if none can. */
    Optional<PartitionLanes> next(Predicate<PartitionLanes> can) {
        return root.next(can);
    }
}
