package dev.sluice.pipelines.engine;

import dev.sluice.pipelines.document.SourceSettings;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageInput;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import dev.sluice.pipelines.plan.PipelineChange;
import dev.sluice.pipelines.plan.PipelineChange.Becomes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules of what becomes of the stages of a pipeline when it is changed, for those who ask and for those who do it.
 *
 * @param paused whether nothing is read from the source
 * @param wanted what the pipeline becomes; empty if it is removed
 */
record StageChanges(
        PipelineId id, PipelineGraph before, boolean paused, Optional<PipelineGraph> wanted, UnderWay underWay) {

    /** So many batches are named. */
    private static final int NAMED = 5;

    /**
     * What would be in the way of the change; stages by the names under which they are kept.
     *
     * @param items by the stage, those that wait in a topic which is read no more
     * @param windows by the stage, those that are open and read no more
     * @param parked by the stage, the keys that are parked there, and would not be known any more
     * @param batches those under way where stages are put together otherwise
     * @param unknown why some of this is not known, in a sentence; empty if all is
     */
    record UnderWay(
            SortedMap<StageName, Long> items,
            SortedMap<StageName, Long> windows,
            SortedMap<StageName, Long> parked,
            List<String> batches,
            Optional<String> unknown) {

        /** Nothing at all. */
        static final UnderWay NOTHING =
                new UnderWay(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of(), Optional.empty());
    }

    /** Whether what is counted of batches would mean something else: stages may do other things, and read nothing else. */
    static boolean putsTogetherOtherwise(PipelineGraph before, Optional<PipelineGraph> wanted) {
        return wanted.filter(graph -> shapes(graph).equals(shapes(before))).isEmpty();
    }

    private static Map<StageName, String> shapes(PipelineGraph graph) {
        Map<StageName, StageName> keptAs = graph.nodes().stream().collect(Collectors.toMap(Node::name, Node::keptAs));
        return graph.nodes().stream().collect(Collectors.toMap(Node::keptAs, node -> shape(node, keptAs)));
    }

    private static String shape(Node node, Map<StageName, StageName> keptAs) {
        List<StageInput> from = node.from().stream()
                .map(input -> new StageInput(keptAs.getOrDefault(input.stage(), input.stage()), input.output()))
                .toList();
        return switch (node) {
            case Node.Source source when source.settings().isEndless() -> "endless";
            // What waits there is a question to the function, or an item.
            case Node.Source source -> source.functions().isEmpty() ? "batches" : "lists";
            // What a batch had there is kept from its beginning, or not at all.
            case Node.Step step ->
                from + " " + step.isCut() + " " + counts(step) + (step.keep().isPresent() ? " kept" : "");
            case Node.Sink sink -> from + " " + sink.isCut();
        };
    }

    /** What it makes of whole batches. */
    private static String counts(Node.Step step) {
        return switch (step.stage()) {
            case Stage.Join join -> join.hasEditions() ? "join with editions" : "join";
            case Stage.Reduce reduce -> "reduce " + reduce.fold();
            default -> "";
        };
    }

    PipelineChange change() {
        Map<StageName, Node> nodes = new HashMap<>();
        before.nodes().forEach(node -> nodes.put(node.keptAs(), node));
        List<PipelineChange.Stage> stages = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        for (Node node : wanted.map(PipelineGraph::nodes).orElse(List.of())) {
            @Nullable Node was = nodes.remove(node.keptAs());
            stages.add(was == null ? added(node) : changed(was, node, refusals));
        }
        before.nodes().stream()
                .filter(node -> nodes.containsKey(node.keptAs()))
                .forEach(node -> stages.add(gone(node)));
        addUnderWay(refusals);
        return new PipelineChange(stages, refusals);
    }

    private PipelineChange.Stage added(Node node) {
        return underWay.batches().isEmpty()
                ? told(node, Becomes.NEW, "")
                : told(node, Becomes.IMPOSSIBLE, "It comes in when these batches are over: " + batches() + ".");
    }

    private boolean hasAnotherShape(Node node) {
        return wanted.filter(graph -> Objects.equals(
                        shapes(graph).get(node.keptAs()), shapes(before).get(node.keptAs())))
                .isEmpty();
    }

    private PipelineChange.Stage changed(Node was, Node node, List<String> refusals) {
        if (was.isCut() && node.isCut() && !kind(was).equals(kind(node))) {
            String detail = "The stage '" + was.name() + "' is a " + kind(was) + ", and would be a " + kind(node)
                    + ": what it keeps means nothing to that. Give the " + kind(node) + " another name.";
            refusals.add(detail);
            return told(node, Becomes.IMPOSSIBLE, detail);
        }
        if (!underWay.batches().isEmpty() && hasAnotherShape(node)) {
            return told(node, Becomes.IMPOSSIBLE, "It changes so only when these batches are over: " + batches() + ".");
        }
        Optional<String> waits = waits(node.keptAs());
        if (waits.isPresent()) {
            return told(node, Becomes.IMPOSSIBLE, waits.get());
        }
        if (was instanceof Node.Source from && node instanceof Node.Source to) {
            return source(from.settings(), to);
        }
        if (was.isCut() != node.isCut()) {
            return told(
                    node,
                    Becomes.RESETS,
                    node.isCut()
                            ? "It was done by whoever makes its items, and begins with a topic of its own."
                            : "Nothing waits in its topic, which goes: it is done by whoever makes its items.");
        }
        String renamed = was.name().equals(node.name()) ? "" : "It was '" + was.name() + "' before. ";
        return told(
                node, Becomes.KEEPS, (renamed + (node.isCut() ? keeps(was, node) + reruns(was, node) : "")).strip());
    }

    private static PipelineChange.Stage source(SourceSettings from, Node.Source node) {
        Optional<SourceSettings.TopicItems> before = from.topic();
        Optional<SourceSettings.TopicItems> after = node.settings().topic();
        if (before.isEmpty() || after.isEmpty()) {
            return before.isPresent() == after.isPresent()
                    ? told(node, Becomes.KEEPS, "Its items and batches stay.")
                    : told(
                            node,
                            Becomes.RESETS,
                            before.map(topic -> "What is not read of the topic '" + topic.name() + "' stays there.")
                                    .orElse("Its batches are over, and are told no more."));
        }
        return before.get().name().equals(after.get().name())
                ? told(node, Becomes.KEEPS, "Its position stays.")
                : told(
                        node,
                        Becomes.RESETS,
                        "It reads another topic, and begins there as with a new pipeline; what is not read of '"
                                + before.get().name() + "' stays there.");
    }

    private static String reruns(Node was, Node node) {
        if (was.keep().isPresent() == node.keep().isPresent()) {
            return "";
        }
        return node.keep().isPresent()
                ? " Batches that begin from then on can be run again from there."
                : " What it kept of batches that are over goes.";
    }

    private static String keeps(Node was, Node node) {
        if (node instanceof Node.Step step && step.stage() instanceof Stage.Window window) {
            boolean same = was instanceof Node.Step present && present.stage().equals(window);
            return "Its items and windows stay" + (same ? "." : "; those that are open go on as they began.");
        }
        if (Counters.isBarrier(node)) {
            return "Its items and batches stay.";
        }
        return was.inWords().equals(node.inWords())
                ? "Its items stay."
                : "Its items stay, also those that came for the " + was.inWords() + ".";
    }

    private PipelineChange.Stage gone(Node node) {
        List<String> details = new ArrayList<>();
        waits(node.keptAs()).ifPresent(details::add);
        if (!underWay.batches().isEmpty()) {
            details.add("It goes when these batches are over: " + batches() + ".");
        }
        if (details.isEmpty() && underWay.unknown().isEmpty() && node.isCut()) {
            details.add(node instanceof Node.Source ? "What is not read stays in its topic." : "Nothing waits there.");
        }
        return told(node, Becomes.GONE, String.join(" ", details));
    }

    /** What must be over before a stage goes, or its topic; empty if nothing must. */
    private Optional<String> waits(StageName name) {
        long items = underWay.items().getOrDefault(name, 0L);
        long windows = underWay.windows().getOrDefault(name, 0L);
        if (items > 0) {
            return Optional.of("At most " + items + " items wait there, and must be done first.");
        }
        long parked = underWay.parked().getOrDefault(name, 0L);
        if (parked > 0) {
            return Optional.of(parked + " keys are parked there, and must go on first.");
        }
        if (windows > 0) {
            return Optional.of(windows + " windows are open there, and "
                    + (paused ? "nothing will come of them." : "must be over first."));
        }
        return Optional.empty();
    }

    private static PipelineChange.Stage told(Node node, Becomes becomes, String detail) {
        return new PipelineChange.Stage(node.name(), node.inWords(), becomes, detail);
    }

    /** How what has a topic of its own reads it. What a stage keeps, and the keys under which items come to it, are those of its kind. */
    private static String kind(Node node) {
        return node instanceof Node.Step step && PipelineRun.hasState(step)
                ? step.stage().kind()
                : "function";
    }

    private String batches() {
        List<String> all = underWay.batches();
        return all.stream().limit(NAMED).map(each -> "'" + each + "'").collect(Collectors.joining(", "))
                + (all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : "");
    }

    private void addUnderWay(List<String> refusals) {
        if (!underWay.batches().isEmpty()) {
            refusals.add("Batches are under way: " + batches()
                    + ". Stages are put together otherwise when these are over; close them, or give them up.");
        }
        underWay.unknown().ifPresent(refusals::add);
        if (!underWay.items().isEmpty()) {
            refusals.add("Items are under way at "
                    + underWay.items().keySet().stream()
                            .map(each -> "'" + before.nameOf(each.value()) + "'")
                            .collect(Collectors.joining(", "))
                    + " of the pipeline '" + id.name()
                    + "'. Apply it with paused: true, and try again when they are done: 'sluice describe pipeline "
                    + id.name() + "' shows them.");
        }
        underWay.parked()
                .forEach((stage, keys) -> refusals.add("Keys are parked at '" + before.nameOf(stage.value())
                        + "' of the pipeline '" + id.name() + "' (" + keys + "), and nobody would have their items."
                        + " Retry them, or discard what has failed, first: 'sluice pipeline parked " + id.name()
                        + "' shows them."));
        if (!paused) {
            underWay.windows()
                    .forEach((stage, open) -> refusals.add("Windows are open at '" + before.nameOf(stage.value())
                            + "' of the pipeline '"
                            + id.name() + "' (" + open + "), and nothing would come of them. Wait until they are over,"
                            + " or apply it with paused: true first: then they may go."));
        }
    }
}
