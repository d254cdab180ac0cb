package dev.sluice.pipelines.graph;

import dev.sluice.core.function.SpecProblem;
import dev.sluice.pipelines.document.PipelineSettings;
import dev.sluice.pipelines.document.StageInput;
import dev.sluice.pipelines.document.StageName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;

/** The nodes of a pipeline that makes sense, each behind all that it reads. */
public final class PipelineGraph {

    private final Map<StageName, Node> nodes;
    private final Map<StageInput, List<Node>> readersOf = new HashMap<>();

    private PipelineGraph(Map<StageName, Node> nodes) {
        this.nodes = nodes;
        nodes.values()
                .forEach(node -> node.from()
                        .forEach(input -> readersOf
                                .computeIfAbsent(input, _ -> new ArrayList<>())
                                .add(node)));
    }

    /** What came of a document. */
    public sealed interface Compiled {

        record Good(PipelineGraph graph) implements Compiled {}

        /** It makes no sense: everything that is wrong with it, at least one thing. */
        record Refused(List<SpecProblem> problems) implements Compiled {
            public Refused {
                problems = List.copyOf(problems);
            }
        }
    }

    /**
     * Puts a pipeline together.
     *
     * @param path where the spec stands, as people are told: {@code spec}, or nothing
     */
    public static Compiled compile(PipelineSettings settings, String path) {
        GraphCheck check = new GraphCheck(settings, path.isEmpty() ? "" : path + ".");
        List<SpecProblem> problems = check.problems();
        return problems.isEmpty()
                ? new Compiled.Good(new PipelineGraph(ordered(check.nodes())))
                : new Compiled.Refused(problems);
    }

    private static Map<StageName, Node> ordered(Map<StageName, Node> nodes) {
        Map<StageName, Node> ordered = new LinkedHashMap<>();
        nodes.values().forEach(node -> place(node, nodes, ordered));
        return ordered;
    }

    private static void place(Node node, Map<StageName, Node> nodes, Map<StageName, Node> ordered) {
        if (!ordered.containsKey(node.name())) {
            node.from().forEach(input -> place(of(nodes, input.stage()), nodes, ordered));
            ordered.put(node.name(), node);
        }
    }

    private static Node of(Map<StageName, Node> nodes, StageName name) {
        return Objects.requireNonNull(nodes.get(name), () -> "there is no " + name);
    }

    /** All of them, the source first, each behind all that it reads. */
    public List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    /** The name of the node that is {@linkplain Node#keptAs kept} under this one; the same if none is. */
    public String nameOf(String keptAs) {
        return nodes.values().stream()
                .filter(node -> node.keptAs().value().equals(keptAs))
                .map(node -> node.name().value())
                .findFirst()
                .orElse(keptAs);
    }

    /** Who reads {@code name}, by whatever output, in the order of {@link #nodes}. */
    public List<Node> readers(StageName name) {
        return nodes.values().stream()
                .filter(node -> node.from().stream().map(StageInput::stage).anyMatch(name::equals))
                .toList();
    }

    /** Who reads this output, in the order of {@link #nodes}. */
    public List<Node> readers(StageInput output) {
        return readersOf.getOrDefault(output, List.of());
    }

    /** All on whose items a node stands, itself included, in the order of {@link #nodes}. */
    public List<Node> upTo(Node node) {
        Set<StageName> reached = new LinkedHashSet<>();
        reachBack(node, reached);
        return nodes.values().stream()
                .filter(each -> reached.contains(each.name()))
                .toList();
    }

    private void reachBack(Node node, Set<StageName> reached) {
        if (reached.add(node.name())) {
            node.from().forEach(input -> reachBack(of(nodes, input.stage()), reached));
        }
    }

    /** Of each node how many steps there are from the source to it on the longest way; 0 for the source. */
    public Map<StageName, Integer> depths() {
        return distances(node -> node instanceof Node.Source ? 0 : 1);
    }

    /** How many {@linkplain #hops pieces} an item goes through at most on its way from the source to a sink. */
    public int longestWay() {
        return distances(node -> node.isCut() ? 1 : 0).values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    /** Of each node the most that the steps on a way to it come to, its own included. */
    private Map<StageName, Integer> distances(ToIntFunction<Node> step) {
        Map<StageName, Integer> distances = new HashMap<>();
        for (Node node : nodes.values()) {
            int before = node.from().stream()
                    .mapToInt(input -> distances.getOrDefault(input.stage(), 0))
                    .max()
                    .orElse(0);
            distances.put(node.name(), before + step.applyAsInt(node));
        }
        return distances;
    }

    /**
     * What is done in one transaction: a node before which the pipeline is cut, and what is fused into it.
     *
     * @param head where it begins
     * @param fused what is done with the items that it makes, in order
     * @param into the nodes that get what is made, each of which begins with a topic of its own
     */
    public record Hop(Node head, List<Node> fused, List<Node> into) {}

    /** The pieces that the pipeline is cut into, in the order of {@link #nodes}; a sink is a piece only if it is called from a queue. */
    public List<Hop> hops() {
        return nodes.values().stream().filter(Node::isCut).map(this::hop).toList();
    }

    private Hop hop(Node head) {
        Set<Node> reached = new LinkedHashSet<>();
        reach(head, reached);
        List<Node> fused = new ArrayList<>();
        List<Node> into = new ArrayList<>();
        for (Node node : nodes.values()) {
            if (reached.contains(node)) {
                (node.isCut() ? into : fused).add(node);
            }
        }
        return new Hop(head, fused, into);
    }

    private void reach(Node from, Set<Node> reached) {
        for (Node reader : readers(from.name())) {
            if (reached.add(reader) && !reader.isCut()) {
                reach(reader, reached);
            }
        }
    }
}
