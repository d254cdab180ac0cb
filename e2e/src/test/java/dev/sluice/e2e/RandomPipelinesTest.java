package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pipelines that nobody has thought of, on a real broker, while the gateway, its runners and the broker are killed: what is in their
 * topics in the end is what a {@linkplain PlainInterpreter plain interpreter} of the same document makes of the same items. {@code
 * -Dsluice.e2e.pipelines=N} takes N pipelines in place of a few, and {@code -Dsluice.e2e.seed=S} those of another run.
 */
@Timeout(7_200)
class RandomPipelinesTest {

    private static final int PIPELINES = Integer.getInteger("sluice.e2e.pipelines", 3);

    /** At one gateway at the same time. */
    private static final int TOGETHER = 3;

    private static final int ITEMS = 60;
    private static final long USUAL_SEED = 14;
    private static final String MISSES = " misses ";
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @TempDir
    private static Path folder;

    private static Path jar;

    private final long seed =
            Long.getLong("sluice.e2e.seed", PIPELINES > TOGETHER ? System.nanoTime() & 0xffffffffL : USUAL_SEED);

    private enum Victim {
        GATEWAY,
        RUNNERS,
        BROKER
    }

    /** A pipeline at work, and what it should make. */
    private record Case(RandomPipeline pipeline, PlainInterpreter plain) {

        static Case of(long seed) {
            RandomPipeline pipeline = new RandomPipeline("p" + seed, seed);
            return new Case(
                    pipeline,
                    new PlainInterpreter(pipeline.spec(), pipeline.results().getLast()));
        }
    }

    @BeforeAll
    static void build() throws IOException {
        jar = StepFunctions.jar(folder);
    }

    @Test
    void aPipelineMakesWhatAPlainInterpreterOfItsDocumentMakesWhateverIsKilled() {
        for (int i = 0; i < PIPELINES; i += TOGETHER) {
            long first = seed + i;
            System.out.println("RandomPipelinesTest: -Dsluice.e2e.seed=" + first);
            run(
                    first,
                    LongStream.range(first, first + TOGETHER).mapToObj(Case::of).toList());
        }
    }

    private static void run(long seed, List<Case> cases) {
        Random random = new Random(seed);
        Path out = folder.resolve(seed + ".calls");
        try (Gateway gateway = Gateway.start(folder.resolve("g" + seed), Map.of())) {
            gateway.log().expect("The broker has ended");
            StepFunctions.deploy(gateway, jar, out);
            cases.forEach(each -> prepare(gateway, each.pipeline()));
            List<Victim> victims = new ArrayList<>(List.of(Victim.values()));
            victims.add(Victim.GATEWAY);
            Collections.shuffle(victims, random);
            for (Victim victim : victims) {
                int before = plainCalls(cases);
                cases.forEach(each -> publish(gateway, each));
                int enough = calls(out) + random.nextInt(plainCalls(cases) - before + 1) * 3 / 4;
                await("calls are made; seed " + seed)
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> calls(out) >= enough);
                kill(gateway, victim);
            }
            cases.forEach(each -> publish(gateway, each));
            cases.forEach(each -> compare(gateway, each));
        }
    }

    private static void prepare(Gateway gateway, RandomPipeline pipeline) {
        PipelineRuns.topic(gateway, pipeline.source(), pipeline.partitions());
        PipelineRuns.apply(gateway, pipeline.name(), pipeline.spec());
    }

    private static int plainCalls(List<Case> cases) {
        return cases.stream().mapToInt(each -> each.plain().calls()).sum();
    }

    /** How many calls have begun. */
    private static int calls(Path out) {
        try {
            return Files.exists(out) ? Files.readAllLines(out).size() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void publish(Gateway gateway, Case each) {
        List<JsonObject> items = each.pipeline().items(ITEMS);
        items.forEach(item -> each.plain().take(item, key(item)));
        PipelineRuns.publish(gateway, each.pipeline().source(), items, RandomPipelinesTest::key);
    }

    /** Of the record of an item; empty for one without. */
    private static String key(JsonObject item) {
        return item.get("n").getAsLong() % 3 == 0 ? "" : item.get("k").getAsString();
    }

    private static void kill(Gateway gateway, Victim victim) {
        switch (victim) {
            case GATEWAY -> {
                gateway.kill9();
                gateway.restart();
            }
            case RUNNERS -> {
                List<String> functions = new ArrayList<>(StepFunctions.STEPS);
                functions.add(StepFunctions.KEEPS);
                for (String function : functions) {
                    for (JsonElement instance : gateway.describe(function).getAsJsonArray("instances")) {
                        ProcessHandle.of(instance.getAsJsonObject().get("pid").getAsLong())
                                .ifPresent(ProcessHandle::destroyForcibly);
                    }
                }
            }
            case BROKER -> gateway.broker().destroyForcibly();
        }
    }

    private static void compare(Gateway gateway, Case each) {
        RandomPipeline pipeline = each.pipeline();
        Map<String, List<String>> plain = each.plain().results();
        await(pipeline.name() + " has nothing under way: " + pipeline.spec())
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(differences(plain, made(gateway, pipeline)))
                            .as("results, " + PipelineRuns.status(gateway, pipeline.name()))
                            .noneMatch(difference -> difference.contains(MISSES));
                    assertThat(PipelineRuns.isIdle(gateway, pipeline.name()))
                            .as("idle, " + PipelineRuns.status(gateway, pipeline.name()))
                            .isTrue();
                });
        Set<String> ids = new HashSet<>();
        for (String topic : pipeline.results()) {
            assertThat(PipelineRuns.records(gateway, topic))
                    .as("each has an id of its own")
                    .allMatch(record -> ids.add(PipelineRuns.header(record, "ce_id")));
        }
        assertThat(differences(plain, made(gateway, pipeline)))
                .as("made otherwise than told by " + pipeline.spec())
                .isEmpty();
    }

    private static Map<String, List<String>> made(Gateway gateway, RandomPipeline pipeline) {
        Map<String, List<String>> made = new TreeMap<>();
        pipeline.results().forEach(topic -> made.put(topic, PipelineRuns.made(gateway, topic)));
        return made;
    }

    /** What is missing and what is too much, each with its topic. */
    private static List<String> differences(Map<String, List<String>> plain, Map<String, List<String>> made) {
        List<String> differences = new ArrayList<>();
        plain.forEach((topic, items) -> {
            List<String> tooMuch = new ArrayList<>(made.getOrDefault(topic, List.of()));
            items.stream()
                    .filter(item -> !tooMuch.remove(item))
                    .forEach(item -> differences.add(topic + MISSES + item));
            tooMuch.forEach(item -> differences.add(topic + " has too much " + item));
        });
        return differences;
    }

    @Test
    void anyDifferenceFromThePlainInterpreterIsFound() {
        Map<String, List<String>> plain = Map.of("a", List.of("1", "1", "2"), "b", List.of());

        assertThat(differences(plain, Map.of("a", List.of("2", "1", "1"), "b", List.of())))
                .isEmpty();
        assertThat(differences(plain, Map.of("a", List.of("1", "2"), "b", List.of())))
                .containsExactly("a misses 1");
        assertThat(differences(plain, Map.of("a", List.of("1", "1", "2", "2"), "b", List.of("3"))))
                .containsExactlyInAnyOrder("a has too much 2", "b has too much 3");
    }

    @ParameterizedTest
    @CsvSource({
        "a rule that is another, data.n >, data.n <",
        "one output in the place of all, '\"all\"', '\"first\"'",
        "another function, '\"many\"', '\"one\"'",
        "another key, data.w, data.n",
        "the output of what was let through, .rejected, ''"
    })
    void aPlatformThatDoesOneThingOtherwiseIsFoundByTheseSeeds(String what, String right, String wrong) {
        long found = LongStream.range(0, 40)
                .mapToObj(Case::of)
                .filter(each -> {
                    String spec = each.pipeline().spec().toString().replace(right, wrong);
                    PlainInterpreter platform = new PlainInterpreter(
                            JsonParser.parseString(spec).getAsJsonObject(),
                            each.pipeline().results().getLast());
                    for (JsonObject item : each.pipeline().items(5 * ITEMS)) {
                        each.plain().take(item, key(item));
                        platform.take(item, key(item));
                    }
                    return !differences(each.plain().results(), platform.results())
                            .isEmpty();
                })
                .count();

        assertThat(found).as(what).isPositive();
    }
}
