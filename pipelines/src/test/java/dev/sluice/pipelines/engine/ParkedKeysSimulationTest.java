package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.parked.KeptKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stages that park keys, over topics in memory, killed at any time: what comes of each key is what a plain loop over its items would make of
 * them, each once and in their order, whatever fails and whoever has them go on when. {@code -Dsluice.simulation.seeds=N} runs N seeds.
 */
class ParkedKeysSimulationTest {

    private static final int SEEDS = Integer.getInteger("sluice.simulation.seeds", 100);
    private static final int PER_TEST = 50;
    private static final Pattern NUMBER = Pattern.compile("\\{\"n\":(\\d+)}");

    /** {@code risky} fails for each seventh item until it is mended, {@code twins} makes two of one. */
    private static final PipelineGraph GRAPH = Written.graph("""
            source: {batch: {}}
            stages:
              keyed: {from: source, shard: {by: event.data.n % 4}}
              one: {from: keyed, keep: 1h, function: {name: risky, concurrency: 3, ordered: true, onFailure: park-key, retry: {attempts: 2}}}
              two: {from: one, keep: 1h, function: {name: twins, ordered: true, onFailure: park-key}}
              each: {from: two, copy: {}}
              all: {from: each, join: {missing: open}}
            sinks:
              out: {from: each, topic: out}
              sheet: {from: all, topic: sheets}
            """);

    static IntStream firstSeeds() {
        return IntStream.iterate(0, first -> first < SEEDS, first -> first + PER_TEST);
    }

    @ParameterizedTest
    @MethodSource("firstSeeds")
    void theItemsOfAParkedKeyGoOnOnceAndInTheirOrder(int first) {
        long parked = LongStream.range(first, Math.min(SEEDS, first + PER_TEST))
                .map(ParkedKeysSimulationTest::check)
                .sum();

        assertThat(parked).as("keys that were parked").isPositive();
    }

    /** Returns how many keys were parked when nothing was mended yet. */
    private static long check(long seed) {
        Random random = new Random(seed);
        SimulatedPipeline pipeline = new SimulatedPipeline(GRAPH, random);
        int batches = 1 + random.nextInt(3);
        for (int i = 0; i < batches; i++) {
            pipeline.send("b" + i, 1_000L * i, random.nextInt(60));
            pipeline.run(random.nextInt(2_000));
            if (random.nextInt(3) == 0) {
                pipeline.retryParked();
            }
        }
        pipeline.settle();
        List<KeptKey> parked = pipeline.parked();
        for (int i = 0; i < batches; i++) {
            assertThat(pipeline.standing("b" + i).failed()).as("seed %d", seed).isZero();
        }
        assertThat(pipeline.standing("b0").isOver())
                .as("seed %d", seed)
                .isEqualTo(pipeline.standing("b0").underWay() == 0);
        assertThat(parked).as("seed %d", seed).allSatisfy(key -> {
            assertThat(key.isGoing()).isFalse();
            assertThat(key.items()).isPositive();
            assertThat(key.failed()).isPresent();
        });
        pipeline.retryParked();
        pipeline.run(random.nextInt(500));
        pipeline.mend();
        for (int i = 0; i < 3; i++) {
            pipeline.retryParked();
            pipeline.run(random.nextInt(1_000));
        }
        pipeline.settle();
        pipeline.retryParked();
        pipeline.settle();

        check(seed, pipeline, "one", _ -> true);
        for (int i = 0; i < batches; i++) {
            BatchStanding standing = pipeline.standing("b" + i);
            assertThat(standing.underWay()).as("seed %d: %s", seed, standing).isZero();
            assertThat(standing.failed()).as("seed %d: %s", seed, standing).isZero();
        }
        assertThat(pipeline.values("sheets")).as("seed %d", seed).hasSize(batches);
        return parked.size();
    }

    /** That of each key the sink has what came to a stage, in that order, and nothing is parked any more. */
    private static void check(long seed, SimulatedPipeline pipeline, String first, LongPredicate comesThrough) {
        Map<String, List<Long>> wanted = new TreeMap<>();
        pipeline.records(first).stream()
                .filter(ParkedKeysSimulationTest::hasArrived)
                .filter(record -> comesThrough.test(number(record)))
                .forEach(record -> wanted.computeIfAbsent(key(record), _ -> new ArrayList<>())
                        .addAll(RandomBatches.made("twins", number(record))));
        Map<String, List<Long>> seen = new TreeMap<>();
        pipeline.records("out")
                .forEach(record -> seen.computeIfAbsent(key(record), _ -> new ArrayList<>())
                        .add(number(record)));
        assertThat(seen).as("seed %d", seed).isEqualTo(wanted);
        assertThat(pipeline.parked()).as("seed %d", seed).isEmpty();
        assertThat(pipeline.waiting()).as("seed %d", seed).isEmpty();
    }

    private static Node stage(String name) {
        return GRAPH.nodes().stream()
                .filter(node -> node.name().value().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Whether an item comes to the stage, and not from where it was parked. */
    private static boolean hasArrived(ConsumerRecord<byte[], byte[]> record) {
        return record.headers().lastHeader("sluice-parked-place") == null;
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private static long number(ConsumerRecord<byte[], byte[]> record) {
        Matcher matcher = NUMBER.matcher(new String(record.value(), StandardCharsets.UTF_8));
        assertThat(matcher.matches()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @Test
    void aDiscardedItemIsADeadLetterAndThoseBehindItGoOn() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            SimulatedPipeline pipeline = new SimulatedPipeline(GRAPH, random);
            pipeline.send("b", 0, 40);
            pipeline.run(random.nextInt(2_000));
            pipeline.settle();
            long failing = LongStream.range(0, 40)
                    .filter(n -> RandomBatches.fails("risky", n))
                    .count();
            for (int i = 0; i < failing && !pipeline.parked().isEmpty(); i++) {
                // Said twice, it is done once.
                pipeline.discardParked();
                pipeline.discardParked();
                pipeline.run(random.nextInt(500));
                pipeline.settle();
            }

            check(seed, pipeline, "one", number -> !RandomBatches.fails("risky", number));
            assertThat(pipeline.values(SimulatedPipeline.DEAD))
                    .as("seed %d", seed)
                    .hasSize((int) failing);
            assertThat(pipeline.standing("b").underWay()).as("seed %d", seed).isZero();
            assertThat(pipeline.standing("b").failed()).as("seed %d", seed).isEqualTo(failing);
        }
    }

    @Test
    void aBatchWhoseItemsWereParkedIsRunAgainWithEachOfThemOnceAndInTheirOrder() {
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            SimulatedPipeline pipeline = new SimulatedPipeline(GRAPH, random);
            pipeline.send("b", 0, 40);
            pipeline.run(random.nextInt(2_000));
            pipeline.retryParked();
            pipeline.settle();
            assertThat(pipeline.parked()).as("seed %d", seed).isNotEmpty();
            pipeline.mend();
            pipeline.retryParked();
            pipeline.settle();
            String from = random.nextBoolean() ? "one" : "two";
            List<Long> had = pipeline.records(from).stream()
                    .filter(ParkedKeysSimulationTest::hasArrived)
                    .map(ParkedKeysSimulationTest::number)
                    .toList();
            assertThat(had).as("seed %d", seed).hasSize(40).doesNotHaveDuplicates();

            pipeline.rerun("b", stage(from), "again");
            pipeline.run(random.nextInt(1_500));
            pipeline.settle();

            BatchStanding standing = pipeline.standing("again");
            assertThat(standing.state()).as("seed %d: %s", seed, standing).isEqualTo(BatchStanding.State.DONE);
            assertThat(standing.stored()).as("seed %d: %s", seed, standing).isEqualTo(40);
            assertThat(pipeline.values("sheets")).as("seed %d", seed).hasSize(2);
            check(seed, pipeline, from, _ -> true);
        }
    }

    @Test
    void aBatchThatIsGivenUpEndsThoughItsItemsAreParked() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            SimulatedPipeline pipeline = new SimulatedPipeline(GRAPH, random);
            pipeline.send("b", 0, 40);
            pipeline.run(random.nextInt(2_000));
            pipeline.cancel("b");
            pipeline.run(random.nextInt(2_000));
            pipeline.settle();
            pipeline.run(20_000);
            pipeline.settle();

            assertThat(pipeline.parked()).as("seed %d", seed).isEmpty();
            assertThat(pipeline.standing("b").underWay()).as("seed %d", seed).isZero();
            assertThat(pipeline.values("sheets")).as("seed %d", seed).isEmpty();
        }
    }
}
