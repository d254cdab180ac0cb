package dev.sluice.pipelines.engine;

import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageInput;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A pipeline with batches that makes sense, and what it means, of a seed. An item is a number. The functions: {@code twins} makes two of it
 * (2n and 2n + 1), {@code some} lets go of each third, {@code risky} fails for each seventh until it is mended, {@code add} adds up.
 */
final class RandomBatches {

    /** Adds up a list of numbers, for a reduce. */
    static final String ADD = "add";

    private static final List<String> FUNCTIONS = List.of("twins", "some", "risky");

    private static final int MOST_BARRIERS = 3;

    private final Random random;
    private final boolean fails;
    private final StringBuilder stages = new StringBuilder();
    private final StringBuilder sinks = new StringBuilder();
    private final List<Open> open = new ArrayList<>();
    private int count;
    private int sunk;
    private final PipelineGraph graph;
    private final Optional<Node> kept;

    /** {@code barriers}: how many what comes there has come out of. */
    private record Open(String output, int barriers) {}

    RandomBatches(long seed) {
        this.random = new Random(seed);
        this.fails = random.nextBoolean();
        open.add(new Open("source", 0));
        int wanted = 3 + random.nextInt(6);
        while (count < wanted) {
            add("s" + count++);
        }
        while (!open.isEmpty()) {
            Open last = open.removeFirst();
            int number = sunk++;
            sinks.append("  t" + number + ": {from: " + last.output() + ", topic: out" + number + "}\n");
        }
        String spec = "source: {batch: {}}\nstages:\n" + stages + "sinks:\n" + sinks;
        Optional<StageName> keeping = keeping(Written.graph(spec), new Random(-seed));
        this.graph = Written.graph(keeping.map(name -> spec.replace("  " + name + ": {", "  " + name + ": {keep: 1h, "))
                .orElse(spec));
        this.kept =
                graph.nodes().stream().filter(node -> node.keep().isPresent()).findFirst();
    }

    /** A stage from which batches can be run again. */
    private static Optional<StageName> keeping(PipelineGraph graph, Random random) {
        List<Node> all = new ArrayList<>(graph.nodes().stream()
                .filter(node -> node instanceof Node.Step
                        && node.isCut()
                        && Reruns.beside(graph, node).isEmpty())
                .toList());
        Collections.shuffle(all, random);
        return all.stream().map(Node::name).findFirst();
    }

    /** The stage that keeps what it reads; empty if none does. */
    Optional<Node> kept() {
        return kept;
    }

    PipelineGraph graph() {
        return graph;
    }

    private void add(String stage) {
        Open read = open.remove(random.nextInt(open.size()));
        String from = read.output();
        int barriers = read.barriers();
        switch (barriers > 0 ? 7 + random.nextInt(4) : random.nextInt(11)) {
            case 0, 1, 2 -> {
                String function = FUNCTIONS.get(random.nextInt(fails ? 3 : 2));
                stage(
                        stage,
                        from,
                        "function: {name: " + function + ", concurrency: " + (1 + random.nextInt(6)) + ", ordered: "
                                + (random.nextInt(4) == 0) + ", retry: {attempts: 3}}");
            }
            case 3 -> {
                stage(stage, from, "filter: 'event.data.n % 2 == 0'");
                if (random.nextBoolean()) {
                    open.add(new Open(stage + ".rejected", 0));
                }
            }
            case 4 -> {
                stage(
                        stage,
                        from,
                        "split: {when: {a: 'event.data.n % 3 == 1', b: 'event.data.n % 2 == 1'}, otherwise: c, rules: "
                                + (random.nextBoolean() ? "all" : "first") + "}");
                open.add(new Open(stage + ".a", 0));
                open.add(new Open(stage + ".b", 0));
                open.add(new Open(stage + ".c", 0));
                return;
            }
            case 5 -> stage(stage, from, "shard: {by: event.data.n, shards: 3}");
            case 6 -> {
                stage(
                        stage,
                        from,
                        random.nextBoolean()
                                ? "reduce: {fold: sum, value: event.data.n}"
                                : "reduce: {function: {name: add, chunk: " + (2 + random.nextInt(4))
                                        + ", concurrency: 2, retry: {attempts: 3}}}");
                barriers = 1;
            }
            case 7, 8 -> {
                stage(stage, from, "copy: {}");
                open.add(new Open(stage, barriers));
            }
            default -> {
                List<String> all = new ArrayList<>(List.of(from));
                Collections.shuffle(open, random);
                if (!open.isEmpty()
                        && (open.getFirst().barriers() > 0) == (barriers > 0)
                        && !open.getFirst().output().equals(from)) {
                    barriers = Math.max(barriers, open.getFirst().barriers());
                    all.add(open.removeFirst().output());
                }
                if (barriers == MOST_BARRIERS || (all.size() > 1 && random.nextInt(3) == 0)) {
                    stage(stage, all.toString(), "merge: {}");
                } else {
                    String missing = List.of("open", "fail", "wait").get(random.nextInt(3));
                    int tolerate = missing.equals("wait") ? random.nextInt(4) : 0;
                    stage(stage, all.toString(), "join: {missing: " + missing + ", tolerate: " + tolerate + "}");
                    barriers++;
                }
            }
        }
        open.add(new Open(stage, barriers));
    }

    private void stage(String name, String from, String what) {
        stages.append("  " + name + ": {from: " + from + ", " + what + "}\n");
    }

    /** Whether a function fails for an item for good, until it is mended. */
    static boolean fails(String function, long item) {
        return function.equals("risky") && item % 7 == 3;
    }

    /** What a function makes of an item where it does not fail. */
    static List<Long> made(String function, long item) {
        return switch (function) {
            case "twins" -> List.of(2 * item, 2 * item + 1);
            case "some" -> item % 3 == 0 ? List.of() : List.of(item);
            default -> List.of(item);
        };
    }

    /**
     * What a batch comes to.
     *
     * @param sinks what each has, in order
     * @param failed how many items failed and could not be retried, those that barriers made with them
     */
    record Meaning(Map<String, List<String>> sinks, long failed) {}

    /** Takes one batch through the graph, node by node. */
    private final class Taken {
        private final Map<StageName, List<Moved>> at = new HashMap<>();
        private final Map<StageName, Long> missing = new HashMap<>();
        private final Map<String, List<String>> sinks = new TreeMap<>();
        private final Counters counters = new Counters(graph);

        /** Of each join that may go on without some, how many wait for it. */
        private final Map<StageName, Long> held = new HashMap<>();

        /** Where something waits until all is mended. */
        private final Set<StageName> late = new HashSet<>();

        private final Map<StageName, Boolean> goesOn;
        private long failed;

        /** Where it begins, if that is not the source. */
        private final Optional<Node> begin;

        /** {@code goesOn}: whether those joins go on without, as far as that is decided. */
        Taken(Map<StageName, Boolean> goesOn, Optional<Node> begin) {
            this.goesOn = goesOn;
            this.begin = begin;
        }

        /** {@code late}: it came of one that was retried, when all was mended. */
        private record Moved(String text, long number, boolean late) {}

        private void fail(Node node) {
            failed++;
            counters.of(node).forEach(barrier -> missing.merge(barrier, 1L, Long::sum));
        }

        private void leave(StageName node, Optional<StageName> output, Moved item) {
            for (Node reader : graph.readers(new StageInput(node, output))) {
                at.computeIfAbsent(reader.name(), _ -> new ArrayList<>()).add(item);
            }
        }

        private void enter(Node.Step step, Moved item) {
            StageName name = step.name();
            switch (step.stage()) {
                case Stage.Function function -> {
                    String called = function.name().value();
                    boolean bad = fails(called, item.number()) && !item.late();
                    if (bad && !counters.canBeRetried(step)) {
                        fail(step);
                        return;
                    }
                    Optional<StageName> join = bad ? counters.tolerant(step) : Optional.empty();
                    join.ifPresent(tolerant -> held.merge(tolerant, 1L, Long::sum));
                    if (join.isPresent() && goesOn.getOrDefault(join.get(), true)) {
                        fail(step);
                        return;
                    }
                    if (bad && counters.isWaitedFor(step)) {
                        late.addAll(counters.of(step));
                    }
                    for (long made : made(called, item.number())) {
                        leave(name, Optional.empty(), new Moved(Long.toString(made), made, item.late() || bad));
                    }
                }
                case Stage.Filter _ ->
                    leave(name, item.number() % 2 == 0 ? Optional.empty() : Optional.of(Stage.REJECTED), item);
                case Stage.Split split -> {
                    List<String> outputs = new ArrayList<>();
                    if (item.number() % 3 == 1) {
                        outputs.add("a");
                    }
                    if (item.number() % 2 == 1 && (outputs.isEmpty() || split.rules() == Stage.Split.Rules.ALL)) {
                        outputs.add("b");
                    }
                    for (String output : outputs.isEmpty() ? List.of("c") : outputs) {
                        leave(name, Optional.of(new StageName(output)), item);
                    }
                }
                default -> leave(name, Optional.empty(), item);
            }
        }

        private void fold(Node.Step step, List<Moved> members) {
            if (late.contains(step.name())) {
                late.addAll(counters.of(step));
            }
            long lost = missing.getOrDefault(step.name(), 0L);
            switch (step.stage()) {
                case Stage.Join join -> {
                    if (join.missing() != Stage.Join.Missing.OPEN
                            && !join.tolerate().allows(lost, lost)) {
                        fail(step);
                        return;
                    }
                    String text = "join " + (members.size() + lost) + " " + lost + " "
                            + members.stream().map(Moved::text).sorted().toList();
                    leave(step.name(), Optional.empty(), new Moved(text, 0, false));
                }
                case Stage.Reduce reduce -> {
                    long sum = members.stream().mapToLong(Moved::number).sum();
                    boolean none = members.isEmpty() && reduce.function().isPresent();
                    String text = "reduce " + members.size() + " " + (none ? "null" : sum) + " " + lost;
                    leave(step.name(), Optional.empty(), new Moved(text, 0, false));
                }
                default -> throw new IllegalStateException(step.name().value());
            }
        }

        /** The next join of which it is to be decided whether it goes on without some. */
        Optional<Node.Step> undecided() {
            return graph.nodes().stream()
                    .filter(node -> held.containsKey(node.name()) && !goesOn.containsKey(node.name()))
                    .map(Node.Step.class::cast)
                    .findFirst();
        }

        /** Whether that one does: nothing waits that it does not tolerate, before anything is mended. */
        boolean goesOn(Node.Step step) {
            long all = missing.getOrDefault(step.name(), 0L);
            return step.stage() instanceof Stage.Join join
                    && join.tolerate().allows(all, all)
                    && !late.contains(step.name());
        }

        Meaning of(long first, int items) {
            IntStream.range(0, items)
                    .forEach(i -> leave(
                            StageName.SOURCE, Optional.empty(), new Moved(Long.toString(first + i), first + i, false)));
            return through();
        }

        /** Of a batch that begins at a node with what another one had there, when all is mended. */
        Meaning from(Node node, Taken other) {
            at.put(
                    node.name(),
                    other.at.getOrDefault(node.name(), List.of()).stream()
                            .map(item -> new Moved(item.text(), item.number(), true))
                            .toList());
            return through();
        }

        /** Whether something comes there of what comes to the node. */
        private boolean isReached(Node barrier) {
            return begin.filter(node -> !graph.upTo(barrier).contains(node)).isEmpty();
        }

        private Meaning through() {
            // Whoever reads a node stands behind it.
            for (Node node : graph.nodes()) {
                List<Moved> here = at.getOrDefault(node.name(), List.of());
                switch (node) {
                    case Node.Source _ -> {}
                    case Node.Sink sink ->
                        sinks.put(
                                sink.settings().topic().orElseThrow(),
                                here.stream().map(Moved::text).sorted().toList());
                    case Node.Step step
                    when Counters.isBarrier(step) -> {
                        if (isReached(step)) {
                            fold(step, here);
                        }
                    }
                    case Node.Step step -> here.forEach(item -> enter(step, item));
                }
            }
            return new Meaning(sinks, failed);
        }
    }

    /** What a batch of the items {@code first}, {@code first} + 1 and so on comes to, if all that can be is retried once it is mended. */
    Meaning meaning(long first, int items) {
        return taken(first, items).meaning();
    }

    /**
     * What such a batch comes to when it is run again from the stage that keeps what it reads.
     *
     * @param stored how many items it has
     * @param sinks as of {@link Meaning}
     */
    record Again(long stored, Map<String, List<String>> sinks) {}

    Again again(long first, int items) {
        Node stage = kept.orElseThrow();
        Taken other = taken(first, items).taken();
        return new Again(
                other.at.getOrDefault(stage.name(), List.of()).size(),
                new Taken(Map.of(), kept).from(stage, other).sinks());
    }

    private record Decided(Taken taken, Meaning meaning) {}

    private Decided taken(long first, int items) {
        Map<StageName, Boolean> goesOn = new HashMap<>();
        while (true) {
            Taken taken = new Taken(goesOn, Optional.empty());
            Meaning meaning = taken.of(first, items);
            Optional<Node.Step> next = taken.undecided();
            if (next.isEmpty()) {
                return new Decided(taken, meaning);
            }
            goesOn.put(next.get().name(), taken.goesOn(next.get()));
        }
    }
}
