package dev.sluice.events.pump;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The partitions in the order of their turns: a tree of shares, with partitions in its leaves. Between the shares of one share the turns go
 * by smooth weighted round-robin, as nginx has it: who can begin something is credited with its weight, the highest credit has the turn
 * and pays the sum of all. So of weights 4, 2 and 1 seven turns are 4, 2, 1, and none has all of its turns at once. The partitions of
 * one leaf have one turn after the other, or, where whose records they are is told apart, that one has it whose next record is of who
 * is least far.
 */
final class PartitionTurns {

    private static final class Node {

        final IntSupplier weight;
        final Map<String, Node> shares = new LinkedHashMap<>();
        final ArrayDeque<PartitionLanes> order = new ArrayDeque<>();
        final ShareClock clock = new ShareClock();
        long credit;

        Node(IntSupplier weight) {
            this.weight = weight;
        }

        boolean can(Predicate<PartitionLanes> can) {
            return order.stream().anyMatch(can) || shares.values().stream().anyMatch(node -> node.can(can));
        }

        Optional<PartitionLanes> next(Predicate<PartitionLanes> can) {
            PartitionLanes chosen = partition(can);
            if (chosen == null) {
                return share(can).flatMap(node -> node.next(can));
            }
            order.remove(chosen);
            order.add(chosen);
            return Optional.of(chosen);
        }

        private @Nullable PartitionLanes partition(Predicate<PartitionLanes> can) {
            PartitionLanes chosen = null;
            boolean tellsApart = clock.tellsApart();
            for (PartitionLanes lanes : order) {
                if (can.test(lanes) && (chosen == null || lanes.turn() < chosen.turn())) {
                    chosen = lanes;
                    if (!tellsApart) {
                        break;
                    }
                }
            }
            return chosen;
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

    /** That of the shares in which a partition has its turns. */
    ShareClock clock(TopicPartition partition) {
        return leaf(partition).clock;
    }

    void add(PartitionLanes lanes) {
        leaf(lanes.partition).order.add(lanes);
    }

    private Node leaf(TopicPartition partition) {
        Node node = root;
        for (Turns.Share share : turns.of(partition)) {
            node = node.shares.computeIfAbsent(share.name(), _ -> new Node(share.weight()));
        }
        return node;
    }

    void remove(PartitionLanes lanes) {
        root.remove(lanes);
    }

    /** Who has the next turn of those that can begin something; empty if none can. */
    Optional<PartitionLanes> next(Predicate<PartitionLanes> can) {
        return root.next(can);
    }
}
