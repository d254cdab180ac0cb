package dev.sluice.pipelines.graph;

import dev.sluice.core.function.NearestWord;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.pipelines.document.Guarantee;
import dev.sluice.pipelines.document.PipelineSettings;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageInput;
import dev.sluice.pipelines.document.StageName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with a pipeline whose stages are each well written. */
final class GraphCheck {

    private final PipelineSettings settings;
    private final String path;
    private final Map<StageName, Node> nodes = new LinkedHashMap<>();
    private final List<SpecProblem> problems = new ArrayList<>();

    GraphCheck(PipelineSettings settings, String path) {
        this.settings = settings;
        this.path = path;
        nodes.put(StageName.SOURCE, new Node.Source(settings.source()));
        settings.stages()
                .forEach((name, stage) -> nodes.putIfAbsent(
                        name,
                        new Node.Step(name, stage.was().orElse(name), stage.from(), stage.stage(), stage.keep())));
        settings.sinks()
                .forEach((name, sink) ->
                        nodes.putIfAbsent(name, new Node.Sink(name, sink.was().orElse(name), sink.from(), sink)));
    }

    Map<StageName, Node> nodes() {
        return nodes;
    }

    /** Everything that is wrong; what stands on something wrong is looked at only when that is mended. */
    List<SpecProblem> problems() {
        checkNames();
        nodes.values().forEach(this::checkInputs);
        if (problems.isEmpty()) {
            checkCircles();
        }
        if (problems.isEmpty()) {
            checkReaders();
            nodes.values().forEach(this::checkTime);
            nodes.values().forEach(this::checkEditions);
            nodes.values().forEach(this::checkParking);
            nodes.values().forEach(this::checkKeep);
        }
        if (problems.isEmpty() && settings.guarantee() == Guarantee.AT_LEAST_ONCE) {
            problems.addAll(CountedOnce.problems(nodes.values(), path));
        }
        return problems;
    }

    private void checkNames() {
        settings.stages().forEach((name, stage) -> {
            if (name.equals(StageName.SOURCE)) {
                wrong("stages." + name, "'source' is what comes into the pipeline, and no stage", "another name");
            }
        });
        settings.sinks().keySet().forEach(name -> {
            if (name.equals(StageName.SOURCE) || settings.stages().containsKey(name)) {
                wrong("sinks." + name, "'" + name + "' is the name of a stage too", "another name");
            }
        });
        checkFormerNames();
    }

    private void checkFormerNames() {
        Map<StageName, List<StageName>> heirs = new TreeMap<>();
        settings.was().forEach((name, was) -> {
            heirs.computeIfAbsent(was, _ -> new ArrayList<>()).add(name);
            if (nodes.containsKey(was)) {
                wrong(
                        place(name) + ".was",
                        "'" + was
                                + "' is a stage of this pipeline still: a name that a stage had before is nobody's now",
                        "a name that no stage has");
            }
        });
        heirs.forEach((was, names) -> {
            if (names.size() > 1) {
                wrong(
                        place(names.getLast()) + ".was",
                        "the state of '" + was + "' cannot be taken over by " + listed(names),
                        "one of them");
            }
        });
    }

    private void checkInputs(Node node) {
        Set<StageInput> seen = new HashSet<>();
        for (StageInput input : node.from()) {
            if (!seen.add(input)) {
                wrong(fromOf(node), "'" + input + "' stands there twice", "each once");
            }
            checkInput(node, input);
        }
        if (node instanceof Node.Step step && step.from().size() > 1 && !takesMany(step.stage())) {
            wrong(
                    fromOf(node),
                    "a " + step.stage().kind() + " reads one stream, and this one "
                            + node.from().size() + ": put a merge or a join between",
                    "one of them");
        }
    }

    private static boolean takesMany(Stage stage) {
        return stage instanceof Stage.Merge || stage instanceof Stage.Join;
    }

    private void checkInput(Node node, StageInput input) {
        Node read = nodes.get(input.stage());
        if (read == null) {
            List<String> known = nodes.values().stream()
                    .filter(each -> !(each instanceof Node.Sink))
                    .map(each -> each.name().value())
                    .toList();
            String meant = NearestWord.of(input.stage().value(), known)
                    .map(word -> ", did you mean '" + word + "'?")
                    .orElse("");
            wrong(
                    fromOf(node),
                    "there is no stage '" + input.stage() + "'" + meant,
                    "one of " + String.join(", ", known));
            return;
        }
        if (read instanceof Node.Sink) {
            wrong(fromOf(node), "'" + input.stage() + "' is a sink, and nothing comes out of it", "a stage");
            return;
        }
        List<StageName> outputs = read instanceof Node.Step step ? step.stage().outputs() : List.of();
        Optional<StageName> side = read instanceof Node.Step step ? step.stage().sideOutput() : Optional.empty();
        if (input.output().isEmpty()) {
            if (!outputs.isEmpty()) {
                wrong(
                        fromOf(node),
                        "'" + input.stage() + "' has several outputs: say which one is read",
                        outputs.stream().map(each -> input.stage() + "." + each).collect(Collectors.joining(", ")));
            }
            return;
        }
        StageName output = input.output().get();
        if (!outputs.contains(output) && !side.filter(output::equals).isPresent()) {
            List<String> all = new ArrayList<>();
            if (outputs.isEmpty()) {
                all.add(input.stage().value());
            }
            outputs.forEach(each -> all.add(input.stage() + "." + each));
            side.ifPresent(each -> all.add(input.stage() + "." + each));
            wrong(
                    fromOf(node),
                    "'" + input.stage() + "' has no output '" + output + "'",
                    "one of " + String.join(", ", all));
        }
    }

    private void checkCircles() {
        Set<StageName> done = new HashSet<>();
        for (Node node : nodes.values()) {
            List<StageName> way = new ArrayList<>();
            if (circle(node, way, done)) {
                StageName again = way.getLast();
                List<StageName> circle = way.subList(way.indexOf(again), way.size());
                wrong(
                        "stages." + again + ".from",
                        "items would go in a circle: "
                                + circle.reversed().stream()
                                        .map(StageName::value)
                                        .collect(Collectors.joining(" to ")),
                        "stages that read only what comes before them");
                return;
            }
        }
    }

    private boolean circle(Node node, List<StageName> way, Set<StageName> done) {
        if (done.contains(node.name())) {
            return false;
        }
        boolean again = way.contains(node.name());
        way.add(node.name());
        if (again) {
            return true;
        }
        for (StageInput input : node.from()) {
            Node read = nodes.get(input.stage());
            if (read != null && circle(read, way, done)) {
                return true;
            }
        }
        way.removeLast();
        done.add(node.name());
        return false;
    }

    private void checkReaders() {
        Map<StageInput, List<StageName>> readers = new LinkedHashMap<>();
        for (Node node : nodes.values()) {
            node.from()
                    .forEach(input -> readers.computeIfAbsent(input, _ -> new ArrayList<>())
                            .add(node.name()));
        }
        readers.forEach((input, names) -> {
            boolean copies = nodes.get(input.stage()) instanceof Node.Step step && step.stage() instanceof Stage.Copy;
            if (names.size() > 1 && !copies) {
                wrong(
                        place(names.getLast()) + ".from",
                        "'" + input + "' is read by " + listed(names) + ": put a copy between",
                        "one reader");
            }
        });
        for (Node node : nodes.values()) {
            if (node instanceof Node.Sink) {
                continue;
            }
            List<StageName> outputs =
                    node instanceof Node.Step step ? step.stage().outputs() : List.of();
            if (outputs.isEmpty()) {
                checkRead(node, new StageInput(node.name(), Optional.empty()), readers);
            }
            outputs.forEach(output -> checkRead(node, new StageInput(node.name(), Optional.of(output)), readers));
            if (node instanceof Node.Step step && step.stage() instanceof Stage.Window window) {
                // Who asks for late items is not to lose them.
                window.sideOutput()
                        .ifPresent(late -> checkRead(node, new StageInput(node.name(), Optional.of(late)), readers));
            }
        }
    }

    private void checkRead(Node node, StageInput output, Map<StageInput, List<StageName>> readers) {
        if (!readers.containsKey(output)) {
            String place = node instanceof Node.Source ? "source" : place(node.name());
            String advice = node instanceof Node.Step step && step.stage() instanceof Stage.Split
                    ? ", or let them go with a filter"
                    : "";
            wrong(
                    place,
                    "nobody reads what '" + output + "' gives",
                    "a stage or a sink that has it in its from" + advice);
        }
    }

    /** A whole batch can be waited for where there is one; windows are for where there is none. */
    private void checkTime(Node node) {
        boolean endless = settings.source().isEndless();
        if (node instanceof Node.Step step && step.stage() instanceof Stage.Window && !endless) {
            wrong(
                    place(node.name()),
                    "a window is for an endless stream, and the batches of this source end by themselves",
                    "");
        }
        if (node instanceof Node.Step step
                && endless
                && step.stage() instanceof Stage.Function function
                && function.onFailure() == Stage.OnFailure.FAIL_BATCH) {
            wrong(
                    place(node.name()) + ".function.onFailure",
                    "fail-batch gives a batch up, and the source '"
                            + settings.source().inWords() + "' has none",
                    "dead-letter");
        }
        if (node instanceof Node.Step step
                && endless
                && (step.stage() instanceof Stage.Join || step.stage() instanceof Stage.Reduce)) {
            wrong(
                    place(node.name()),
                    "a " + step.stage().kind() + " waits for the end of what it reads, and the source '"
                            + settings.source().inWords()
                            + "' has none: a window folds what comes in a time",
                    "window");
        }
    }

    /** What comes once more is counted to no other join or reduce, which has opened too. */
    private void checkEditions(Node node) {
        if (!(node instanceof Node.Step step && step.stage() instanceof Stage.Join join && join.hasEditions())) {
            return;
        }
        nodes.values().stream()
                .filter(each -> each instanceof Node.Step later
                        && (later.stage() instanceof Stage.Join || later.stage() instanceof Stage.Reduce)
                        && isBehind(each, node))
                .findFirst()
                .ifPresent(later -> wrong(
                        place(node.name()) + ".join.late",
                        "'" + node.name() + "' opens once more for each retry, and '" + later.name()
                                + "' behind it is over by then: no join and no reduce may stand behind one with editions",
                        "refuse"));
    }

    private boolean isBehind(Node node, Node other) {
        Set<StageName> before = new HashSet<>();
        addInputs(node, before);
        return before.contains(other.name());
    }

    private void addInputs(Node node, Set<StageName> before) {
        for (StageInput input : node.from()) {
            Node read = nodes.get(input.stage());
            if (read != null && before.add(read.name())) {
                addInputs(read, before);
            }
        }
    }

    /** A key can be parked where items have one and go on in its order. */
    private void checkParking(Node node) {
        if (!(node instanceof Node.Step step
                && step.stage() instanceof Stage.Function function
                && function.onFailure() == Stage.OnFailure.PARK_KEY)) {
            return;
        }
        if (!function.ordered()) {
            wrong(
                    place(node.name()) + ".function.onFailure",
                    "park-key keeps the items of a key in their order behind the one that has failed, and this stage"
                            + " keeps no order: say ordered: true too",
                    "dead-letter or fail-batch without ordered: true");
        }
        if (step.from().stream().noneMatch(input -> givesKeys(nodes.get(input.stage()), new HashSet<>()))) {
            wrong(
                    place(node.name()) + ".function.onFailure",
                    "park-key parks items that have the same key, and nothing that comes here has one: put a shard"
                            + " before it, which says by what they have it",
                    "dead-letter or fail-batch without a key");
        }
    }

    /** Whether items that come out of a node may have a key; answers of functions may be events with one. */
    private boolean givesKeys(@Nullable Node node, Set<StageName> seen) {
        return switch (node) {
            case null -> false;
            case Node.Source source ->
                source.settings().topic().isPresent() || !source.functions().isEmpty();
            case Node.Sink _ -> false;
            case Node.Step step ->
                switch (step.stage()) {
                    case Stage.Function _, Stage.Shard _ -> true;
                    case Stage.Window window -> window.by().isPresent();
                    case Stage.Reduce reduce -> reduce.by().isPresent();
                    case Stage.Join _ -> false;
                    case Stage.Copy _, Stage.Filter _, Stage.Split _, Stage.Merge _ ->
                        seen.add(step.name())
                                && step.from().stream().anyMatch(input -> givesKeys(nodes.get(input.stage()), seen));
                };
        };
    }

    private void checkKeep(Node node) {
        if (node.keep().isEmpty()) {
            return;
        }
        String where = place(node.name()) + ".keep";
        if (settings.source().isEndless()) {
            wrong(
                    where,
                    "what is kept is for batches that are run again, and the source '"
                            + settings.source().inWords() + "' has none",
                    "");
        } else if (!node.isCut()) {
            wrong(
                    where,
                    "'" + node.name()
                            + "' is done by whoever makes its items, and has none to keep: say it at a stage that"
                            + " reads what it gives",
                    "at a function, a filter by a function, a join or a reduce");
        }
    }

    private String fromOf(Node node) {
        return place(node.name()) + ".from";
    }

    private String place(StageName name) {
        return (settings.stages().containsKey(name) ? "stages." : "sinks.") + name;
    }

    private static String listed(List<StageName> names) {
        String all = names.stream()
                .limit(names.size() - 1L)
                .map(each -> "'" + each + "'")
                .collect(Collectors.joining(", "));
        return all + " and '" + names.getLast() + "'";
    }

    private void wrong(String where, String message, String allowed) {
        problems.add(new SpecProblem(path + where, message, allowed));
    }
}
