package dev.sluice.pipelines.engine;

import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is counted of each batch: at each barrier how much is under way to it, and under the name of the source how much of the whole batch
 * is. What is under way to a barrier is the batch while it is open, each item at a stage from which it can come to the barrier without
 * passing another one, and each barrier before it that has not opened. Items that have come to a barrier are its members, and are not under
 * way. Thread-safe.
 */
final class Counters {

    private final Map<StageName, Set<StageName>> of = new HashMap<>();
    private final PipelineGraph graph;

    /** The joins that wait for what is missing. */
    private final Set<StageName> waiting;

    /** Those of them that may go on without some. */
    private final Set<StageName> tolerant;

    /** The joins that open once more for what comes late. */
    private final Set<StageName> editions;

    Counters(PipelineGraph graph) {
        this.graph = graph;
        this.waiting = joins(graph, join -> join.missing() == Stage.Join.Missing.WAIT);
        this.tolerant = joins(graph, Stage.Join::waitsForMost);
        this.editions = joins(graph, Stage.Join::hasEditions);
        // Whoever reads a node stands behind it.
        for (Node node : graph.nodes().reversed()) {
            Set<StageName> reached = new TreeSet<>(Set.of(StageName.SOURCE));
            for (Node reader : graph.readers(node.name())) {
                reached.addAll(isBarrier(reader) ? Set.of(reader.keptAs()) : of(reader));
            }
            of.put(node.keptAs(), reached);
        }
    }

    /** Whether items wait there for the whole batch. */
    static boolean isBarrier(Node node) {
        return node instanceof Node.Step step
                && (step.stage() instanceof Stage.Join || step.stage() instanceof Stage.Reduce);
    }

    private static Set<StageName> joins(PipelineGraph graph, Predicate<Stage.Join> such) {
        return barriers(graph).stream()
                .filter(node ->
                        node instanceof Node.Step step && step.stage() instanceof Stage.Join join && such.test(join))
                .map(Node::keptAs)
                .collect(Collectors.toSet());
    }

    private static List<Node> barriers(PipelineGraph graph) {
        return graph.nodes().stream().filter(Counters::isBarrier).toList();
    }

    /** The names of all that there are of a pipeline with batches. */
    static Set<StageName> all(PipelineGraph graph) {
        Set<StageName> all = new TreeSet<>(Set.of(StageName.SOURCE));
        barriers(graph).forEach(barrier -> all.add(barrier.keptAs()));
        return all;
    }

    /** The stages that keep what they read of a batch, of those that items come to which are at a node: itself, and those behind it. */
    List<Node> keeping(Node from) {
        return graph.nodes().stream()
                .filter(node -> node.keep().isPresent() && graph.upTo(node).contains(from))
                .toList();
    }

    /** Where items come from as a rule. */
    Node source() {
        return graph.nodes().getFirst();
    }

    /** All of them. */
    Set<StageName> all() {
        return all(graph);
    }

    /** Those that count what is at a node. */
    Set<StageName> of(Node node) {
        return of.getOrDefault(node.keptAs(), Set.of());
    }

    /** Whether an item that fails there is waited for: the next barrier, or one of several, waits for what is missing. */
    boolean isWaitedFor(Node node) {
        return of(node).stream().anyMatch(waiting::contains);
    }

    /** The join that may go on without an item that fails there and waits; empty if none may, or several wait for it. */
    Optional<StageName> tolerant(Node node) {
        List<StageName> wait = of(node).stream().filter(waiting::contains).toList();
        return wait.size() == 1 && tolerant.contains(wait.getFirst()) ? Optional.of(wait.getFirst()) : Optional.empty();
    }

    /**
     * Whether an item that fails there may be put back: no barrier has opened without it, or each that has opens once more; and it is not one
     * that the barrier itself made.
     */
    boolean canBeRetried(Node node) {
        return !isBarrier(node) && (isWaitedFor(node) || editions.containsAll(next(node)));
    }

    /** The joins that go on without an item that fails there and can be retried, and open once more for it. */
    Set<StageName> late(Node node) {
        return canBeRetried(node) && !isWaitedFor(node) ? next(node) : Set.of();
    }

    /** The barriers that count what is at a node. */
    private Set<StageName> next(Node node) {
        Set<StageName> next = new TreeSet<>(of(node));
        next.remove(StageName.SOURCE);
        return next;
    }

    /**
     * By how much each changes when a batch opens that begins at a node, the source as a rule: its items do not come to what stands before
     * or beside that.
     */
    Map<StageName, Long> opened(Node from) {
        Map<StageName, Long> counts = open(from, 1);
        barriers(graph).stream()
                .filter(barrier -> graph.upTo(barrier).contains(from))
                .forEach(barrier -> add(counts, barrier.keptAs(), 1));
        return counts;
    }

    /** The same when no more items come into a batch that begins at a node. */
    Map<StageName, Long> closed(Node from) {
        return open(from, -1);
    }

    /** Those that wait for what comes to a node where a batch begins. */
    Set<StageName> entrances(Node from) {
        return isBarrier(from) ? Set.of(StageName.SOURCE, from.keptAs()) : of(from);
    }

    private Map<StageName, Long> open(Node from, long by) {
        Map<StageName, Long> counts = new TreeMap<>();
        entrances(from).forEach(counter -> counts.put(counter, by));
        return counts;
    }

    /** The same when so many items of a batch come to a node where it begins. Those of a barrier are members of it at once. */
    Map<StageName, Long> entered(Node from, long items) {
        return isBarrier(from) ? Map.of() : open(from, items);
    }

    /** The same when so many items were stored, and when a batch is closed, which is -1. */
    Map<StageName, Long> stored(long items) {
        Map<StageName, Long> counts = new TreeMap<>();
        add(counts, StageName.SOURCE, items);
        return counts;
    }

    private void add(Map<StageName, Long> counts, StageName node, long by) {
        of.getOrDefault(node, Set.of()).forEach(counter -> counts.merge(counter, by, Long::sum));
    }

    /** The same when an item that was at {@code head} is done, or {@code head} is a barrier that has opened, and this came of it. */
    Map<StageName, Long> settled(Node head, List<Way.Arrived> made) {
        Map<StageName, Long> counts = new TreeMap<>();
        add(counts, head.keptAs(), -1);
        made.stream()
                .map(Way.Arrived::node)
                .filter(node -> node.isCut() && !isBarrier(node))
                .forEach(node -> add(counts, node.keptAs(), 1));
        counts.values().removeIf(by -> by == 0);
        return counts;
    }
}
