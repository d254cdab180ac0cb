package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.pipelines.Written;
import dev.sluice.store.document.DocumentException;
import dev.sluice.store.document.Documents;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random pipelines with batches, their engine over topics in memory, killed at any time, against what they mean: each item is visible once,
 * each join opens once with all that came to it, each reduce folds all of it, and nothing is under way in the end. {@code
 * -Dsluice.simulation.seeds=N} runs the first N seeds.
 */
class BatchSimulationTest {

    private static final int BATCHES = 3;
    private static final int PER_TEST = 100;
    private static final int SEEDS = Integer.getInteger("sluice.simulation.seeds", 400);

    static IntStream firstSeeds() {
        return IntStream.iterate(0, first -> first < SEEDS, first -> first + PER_TEST);
    }

    @ParameterizedTest
    @MethodSource("firstSeeds")
    void pipelinesMeanWhatTheySayWheneverAllIsKilled(int first) {
        long steps = LongStream.range(first, Math.min(SEEDS, first + PER_TEST))
                .map(BatchSimulationTest::check)
                .sum();

        assertThat(steps).isPositive();
    }

    /** Returns how many steps it took. */
    private static long check(long seed) {
        RandomBatches made = new RandomBatches(seed);
        Random random = new Random(~seed);
        SimulatedPipeline pipeline = new SimulatedPipeline(made.graph(), random);
        long[] first = new long[BATCHES];
        int[] count = new int[BATCHES];
        for (int i = 0; i < BATCHES; i++) {
            first[i] = 1_000L * i + random.nextInt(100);
            count[i] = random.nextInt(12);
            pipeline.send("b" + i, first[i], count[i]);
            pipeline.run(random.nextInt(1_500));
            pipeline.pause("b" + random.nextInt(i + 1), random.nextBoolean());
            pipeline.run(random.nextInt(1_500));
        }
        pipeline.settle();
        for (int i = 0; i < BATCHES; i++) {
            pipeline.pause("b" + i, false);
        }
        pipeline.run(random.nextInt(1_500));
        pipeline.settle();
        for (int i = 0; i < BATCHES; i++) {
            pipeline.mendAndRetry("b" + i);
        }
        pipeline.run(random.nextInt(3_000));
        pipeline.settle();

        Map<String, List<String>> wanted = new TreeMap<>();
        for (int i = 0; i < BATCHES; i++) {
            RandomBatches.Meaning meaning = made.meaning(first[i], count[i]);
            meaning.sinks()
                    .forEach((topic, items) -> wanted.computeIfAbsent(topic, _ -> new ArrayList<>())
                            .addAll(items));
            BatchStanding standing = pipeline.standing("b" + i);
            assertThat(standing.underWay())
                    .as("seed %d, batch %d: %s", seed, i, standing)
                    .isZero();
            assertThat(standing.failed())
                    .as("seed %d, batch %d: %s", seed, i, standing)
                    .isEqualTo(meaning.failed());
            assertThat(standing.stored()).as("seed %d", seed).isEqualTo(count[i]);
        }
        check(seed, made, pipeline, wanted);
        made.kept().ifPresent(stage -> {
            RandomBatches.Again again = made.again(first[0], count[0]);
            pipeline.rerun("b0", stage, "r0");
            pipeline.run(random.nextInt(1_500));
            pipeline.settle();
            again.sinks()
                    .forEach((topic, items) -> wanted.computeIfAbsent(topic, _ -> new ArrayList<>())
                            .addAll(items));
            check(seed, made, pipeline, wanted);
            BatchStanding standing = pipeline.standing("r0");
            assertThat(standing.state()).as("seed %d: %s", seed, standing).isEqualTo(BatchStanding.State.DONE);
            assertThat(standing.stored()).as("seed %d: %s", seed, standing).isEqualTo(again.stored());
            assertThat(standing.rerun()).contains(new Rerun("b0", stage.name().value()));
        });
        return pipeline.steps();
    }

    private static void check(
            long seed, RandomBatches made, SimulatedPipeline pipeline, Map<String, List<String>> wanted) {
        wanted.forEach((topic, items) -> assertThat(pipeline.values(topic).stream()
                        .map(value -> text(value))
                        .toList())
                .as("seed %d, %s of %s", seed, topic, made.graph().nodes())
                .containsExactlyInAnyOrderElementsOf(items));
        assertThat(pipeline.waiting()).as("seed %d", seed).isEmpty();
    }

    @Test
    void aPausedBatchStaysAndIsOverWithoutACallWhenItIsGivenUp() {
        for (long seed = 0; seed < 50; seed++) {
            RandomBatches made = new RandomBatches(seed);
            Random random = new Random(~seed);
            SimulatedPipeline pipeline = new SimulatedPipeline(made.graph(), random);
            pipeline.send("b0", 1, 10);
            pipeline.pause("b0", true);
            pipeline.run(random.nextInt(500));
            pipeline.settle();
            BatchStanding paused = pipeline.standing("b0");
            assertThat(paused.paused()).as("seed %d: %s", seed, paused).isEqualTo(!paused.isOver());
            pipeline.send("b1", 1, 3);
            pipeline.run(random.nextInt(500));
            pipeline.settle();
            assertThat(pipeline.standing("b0")).as("seed %d", seed).isEqualTo(paused);

            long calls = pipeline.begun();
            pipeline.cancel("b0");
            pipeline.settle();

            assertThat(pipeline.begun()).as("seed %d", seed).isEqualTo(calls);
            assertThat(pipeline.standing("b0").underWay()).as("seed %d", seed).isZero();
            assertThat(pipeline.standing("b0").paused()).as("seed %d", seed).isFalse();
        }
    }

    /** An item as {@link RandomBatches} tells it. */
    private static String text(String value) {
        return text(map(value));
    }

    private static String text(Map<?, ?> item) {
        if (item.containsKey("n")) {
            return String.valueOf(item.get("n"));
        }
        if (item.containsKey("value")) {
            Object value = item.get("value");
            return "reduce " + item.get("count") + " " + (value instanceof Map<?, ?> of ? of.get("n") : value) + " "
                    + item.get("missingCount");
        }
        List<String> members = new ArrayList<>();
        for (Object member : (List<?>) Objects.requireNonNull(item.get("members"))) {
            members.add(text((Map<?, ?>) Objects.requireNonNull(((Map<?, ?>) member).get("data"))));
        }
        Collections.sort(members);
        return "join " + item.get("expected") + " " + item.get("missingCount") + " " + members;
    }

    @Test
    void aJoinThatToleratesSomeGoesOnOnceWheneverThatIsTriedAgain() {
        for (long seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            int tolerate = 1 + random.nextInt(4);
            SimulatedPipeline pipeline = new SimulatedPipeline(
                    Written.graph("source: {batch: {}}\nstages:\n"
                            + "  twice: {from: source, function: {name: twins, retry: {attempts: 3}}}\n"
                            + "  one: {from: twice, function: {name: risky, retry: {attempts: 3}}}\n"
                            + "  two: {from: one, function: {name: risky, retry: {attempts: 3}}}\n"
                            + "  all: {from: two, join: {missing: wait, tolerate: " + tolerate + "}}\n"
                            + "sinks:\n  out: {from: all, topic: out}\n"),
                    random);
            int items = 2 + random.nextInt(12);
            pipeline.send("b0", random.nextInt(50), items);
            for (int i = random.nextInt(5); i > 0; i--) {
                pipeline.run(random.nextInt(700));
                pipeline.retry("b0");
            }
            if (random.nextBoolean()) {
                pipeline.settle();
            }
            pipeline.mendAndRetry("b0");
            pipeline.run(random.nextInt(1_000));
            pipeline.retry("b0");
            pipeline.settle();
            pipeline.retry("b0");
            pipeline.settle();

            assertThat(pipeline.standing("b0").underWay()).as("seed %d", seed).isZero();
            assertThat(pipeline.waiting()).as("seed %d", seed).isEmpty();
            assertThat(pipeline.values("out")).as("seed %d", seed).hasSize(1);
            long missing = pipeline.standing("b0").failed();
            assertThat(missing).as("seed %d", seed).isLessThanOrEqualTo(tolerate);
            assertThat(text(pipeline.values("out").getFirst()))
                    .as("seed %d", seed)
                    .startsWith("join " + 2 * items + " " + missing + " ");
        }
    }

    @Test
    void aJoinWithEditionsOpensOnceForEachRetryWithAllThatItHasByThen() {
        int late = 0;
        for (long seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            SimulatedPipeline pipeline = new SimulatedPipeline(
                    Written.graph("source: {batch: {}}\nstages:\n"
                            + "  twice: {from: source, function: {name: twins, retry: {attempts: 3}}}\n"
                            + "  one: {from: twice, function: {name: risky, retry: {attempts: 3}}}\n"
                            + "  each: {from: one, copy: {}}\n"
                            + "  all: {from: each, join: {missing: open, late: edition}}\n"
                            + "  two: {from: each, function: {name: risky, retry: {attempts: 3}}}\n"
                            + "  few: {from: two, join: {tolerate: " + random.nextInt(3) + ", late: edition}}\n"
                            + "sinks:\n  out: {from: all, topic: out}\n  rest: {from: few, topic: rest}\n"),
                    random);
            int items = 2 + random.nextInt(12);
            pipeline.send("b0", random.nextInt(50), items);
            int retries = random.nextInt(5);
            for (int i = 0; i < retries; i++) {
                pipeline.run(random.nextInt(1_500));
                pipeline.retry("b0");
            }
            if (random.nextBoolean()) {
                pipeline.settle();
            }
            pipeline.mendAndRetry("b0");
            pipeline.run(random.nextInt(1_000));
            pipeline.settle();
            pipeline.retry("b0");
            pipeline.settle();

            BatchStanding standing = pipeline.standing("b0");
            assertThat(standing.underWay()).as("seed %d", seed).isZero();
            assertThat(standing.state()).as("seed %d: %s", seed, standing).isEqualTo(BatchStanding.State.DONE);
            assertThat(pipeline.waiting()).as("seed %d", seed).isEmpty();
            long ofAll = checkEditions(seed, pipeline.values("out"), 2 * items);
            long ofFew = checkEditions(seed, pipeline.values("rest"), 2 * items);
            assertThat(standing.editions()).as("seed %d", seed).isEqualTo(Map.of("all", ofAll, "few", ofFew));
            assertThat(ofAll).as("seed %d", seed).isLessThanOrEqualTo(retries + 3);
            late += ofAll > 1 ? 1 : 0;
        }
        assertThat(late).as("seeds with more than one edition").isGreaterThan(20);
    }

    /** That they are numbered from 1 on, that none has lost a member of the one before, and that the last has all. Returns how many. */
    private static long checkEditions(long seed, List<String> values, int expected) {
        TreeMap<Long, List<String>> members = new TreeMap<>();
        for (String value : values) {
            Map<?, ?> item = map(value);
            List<String> its = new ArrayList<>();
            for (Object member : (List<?>) Objects.requireNonNull(item.get("members"))) {
                its.add(String.valueOf(((Map<?, ?>) member).get("id")));
            }
            assertThat(item.get("expected")).as("seed %d: %s", seed, value).isEqualTo((long) expected);
            assertThat((List<?>) Objects.requireNonNull(item.get("missing")))
                    .as("seed %d: %s", seed, value)
                    .hasSize(expected - its.size());
            assertThat(members.put((Long) Objects.requireNonNull(item.get("edition")), its))
                    .isNull();
        }
        assertThat(members.keySet())
                .as("seed %d", seed)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, values.size()).boxed().toList());
        members.forEach((number, its) -> assertThat(its)
                .as("seed %d, edition %d", seed, number)
                .doesNotHaveDuplicates()
                .containsAll(members.getOrDefault(number - 1, List.of())));
        assertThat(members.lastEntry().getValue()).as("seed %d", seed).hasSize(expected);
        return values.size();
    }

    private static Map<?, ?> map(String value) {
        try {
            // What is JSON is YAML.
            return Documents.readAll(value).getFirst();
        } catch (DocumentException e) {
            throw new AssertionError(value, e);
        }
    }

    @Test
    void whatIsSimulatedIsKilledNowAndThen() {
        RandomBatches made = new RandomBatches(1);
        SimulatedPipeline pipeline = new SimulatedPipeline(made.graph(), new Random(1));
        pipeline.run(10_000);
        assertThat(pipeline.kills()).isGreaterThan(10);
    }
}
