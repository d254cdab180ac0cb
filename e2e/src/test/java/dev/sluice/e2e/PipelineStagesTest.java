package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind of stage makes of items, and what becomes of an item whose gateway is killed between its call and its commit. */
class PipelineStagesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /**
     * Waits for the file {@code env.GATE}, with {@code env.ONCE} only where it is called with an item for the first time; what it answers is
     * another each time. One item is poison, until there is a file beside the gate.
     */
    private static final String OTHERWISE = """
        package a;

        import static java.nio.file.StandardOpenOption.APPEND;
        import static java.nio.file.StandardOpenOption.CREATE;

        import dev.sluice.function.Context;
        import dev.sluice.function.Handler;
        import java.nio.file.Files;
        import java.nio.file.Path;
        import java.util.Map;
        import java.util.UUID;

        public final class Otherwise implements Handler<Map<String, Object>, Map<String, Object>> {

            public Map<String, Object> handle(Map<String, Object> item, Context context) throws Exception {
                String answer = UUID.randomUUID().toString();
                boolean waits = System.getenv("ONCE") == null || !isNoted(context.event().get().id());
                write("begin " + context.event().get().id() + " " + item.get("n") + " " + item.get("k") + " " + answer);
                while (waits && !Files.exists(Path.of(System.getenv("GATE")))) {
                    Thread.sleep(5);
                }
                if (((Number) item.get("n")).intValue() == 50 && !Files.exists(Path.of(System.getenv("GATE") + ".mended"))) {
                    throw new IllegalStateException("this is poison");
                }
                write("end " + context.event().get().id() + " " + item.get("n") + " " + item.get("k") + " " + answer);
                return Map.of("n", item.get("n"), "k", item.get("k"), "answer", answer);
            }

            private static boolean isNoted(String id) throws Exception {
                Path out = Path.of(System.getenv("OUT"));
                return Files.exists(out) && Files.readString(out).contains("begin " + id + " ");
            }

            private static synchronized void write(String line) throws Exception {
                Files.writeString(Path.of(System.getenv("OUT")), line + "\\n", CREATE, APPEND);
            }
        }
        """;

    @TempDir
    private static Path folder;

    private static Path otherwise;

    private static Gateway gateway;

    private static int pipelines;

    /** One line of the file of the function. */
    private record Call(boolean begins, String id, int n, String key, String answer) {

        static Call of(String line) {
            String[] parts = line.split(" ");
            return new Call(parts[0].equals("begin"), parts[1], Integer.parseInt(parts[2]), parts[3], parts[4]);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        otherwise = FunctionJar.compiled(folder, "Otherwise", OTHERWISE);
        gateway = Gateway.start(folder.resolve("home"), Map.of("sluice.async.private-callbacks", "true"));
        StepFunctions.deploy(gateway, StepFunctions.jar(folder), folder.resolve("steps"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** Six items with the numbers 1 to 6, the keys a and b in turn, and ten times the number as {@code w}, which the last lacks. */
    private static List<JsonObject> items() {
        return IntStream.rangeClosed(1, 6)
                .mapToObj(n -> {
                    JsonObject item = item(n, n % 2 == 0 ? "b" : "a");
                    if (n < 6) {
                        item.addProperty("w", 10 * n);
                    }
                    return item;
                })
                .toList();
    }

    private static JsonObject item(int n, String key) {
        JsonObject item = new JsonObject();
        item.addProperty("n", n);
        item.addProperty("k", key);
        return item;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                {s: {from: source, copy: {}}} | s, s | 1 2 3 4 5 6 | 1 2 3 4 5 6 |
                {s: {from: source, filter: {where: "event.data.n > 4"}}} | s, s.rejected | 5 6 | 1 2 3 4 |
                {s: {from: source, filter: {where: "event.data.w > 30"}}} | s, s.rejected | 4 5 | 1 2 3 | source filter_failed 6
                {s: {from: source, filter: {function: keeps}}} | s, s.rejected | 1 2 4 5 | 3 6 |
                {s: {from: source, split: {rules: first, when: {x: "event.data.n > 2", y: "event.data.n > 4"}, otherwise: drop}}} | s.x, s.y | 3 4 5 6 | |
                {s: {from: source, split: {rules: all, when: {x: "event.data.n > 2", y: "event.data.n > 4"}, otherwise: drop}}} | s.x, s.y | 3 4 5 6 | 5 6 |
                {s: {from: source, split: {rules: first, when: {x: "event.data.n > 2"}, otherwise: rest}}} | s.x, s.rest | 3 4 5 6 | 1 2 |
                {s: {from: source, shard: {by: event.data.k, shards: 3}}, c: {from: s, copy: {}}} | c, c | a:1 a:3 a:5 b:2 b:4 b:6 | a:1 a:3 a:5 b:2 b:4 b:6 |
                {s: {from: source, shard: {by: event.data.w, shards: 3}}, c: {from: s, copy: {}}} | c, c | 10:1 20:2 30:3 40:4 50:5 | 10:1 20:2 30:3 40:4 50:5 | source no_key 6
                {f: {from: source, filter: {where: "event.data.n < 3"}}, s: {from: [f, f.rejected], merge: {}}, c: {from: s, copy: {}}} | c, c | 1 2 3 4 5 6 | 1 2 3 4 5 6 |
                {s: {from: source, function: {name: many}}, c: {from: s, copy: {}}} | c, c | 10 11 3 4 5 6 | 10 11 3 4 5 6 |
                {s: {from: source, function: {name: few}}, f: {from: s, function: {name: one}}, c: {from: f, copy: {}}} | c, c | 10 5 6 7 9 | 10 5 6 7 9 |
                {s: {from: source, function: {name: few}}, f: {from: s, function: {name: few}}, c: {from: f, copy: {}}} | c, c | 12 8 9 | 12 8 9 |
                """)
    void eachKindOfStageMakesOfItemsWhatItSays(
            String stages, String outputs, String first, String second, String dead) {
        String name = "kind" + pipelines++;
        JsonObject sinks = new JsonObject();
        List<String> topics = new ArrayList<>();
        for (String output : outputs.split(", ")) {
            JsonObject sink = new JsonObject();
            sink.addProperty("from", output);
            sink.addProperty("topic", name + "-" + topics.size());
            topics.add(name + "-" + topics.size());
            sinks.add("t" + sinks.size(), sink);
        }
        topics.add(name + ".dead-letters");
        JsonObject spec = new JsonObject();
        spec.add("source", JsonParser.parseString("{topic: {name: " + name + ", from: earliest}}"));
        spec.add("stages", JsonParser.parseString(stages));
        spec.add("sinks", sinks);
        PlainInterpreter plain = new PlainInterpreter(spec, name + ".dead-letters");
        items().forEach(item -> plain.take(item, ""));
        List<String> told = Stream.of(first, second, dead)
                .map(each -> each == null ? "" : each.strip())
                .toList();

        PipelineRuns.topic(gateway, name, 1);
        PipelineRuns.apply(gateway, name, spec);
        PipelineRuns.publish(gateway, name, items(), _ -> "");

        await("all is done: " + told)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(topics.stream()
                                .map(topic -> shown(PipelineRuns.made(gateway, topic)))
                                .toList())
                        .isEqualTo(told));
        await("nothing more is made").atMost(PATIENCE).until(() -> PipelineRuns.isIdle(gateway, name));
        assertThat(topics.stream()
                        .map(topic -> shown(PipelineRuns.made(gateway, topic)))
                        .toList())
                .isEqualTo(told);
        assertThat(topics.stream()
                        .map(topic -> shown(plain.results().getOrDefault(topic, List.of())))
                        .toList())
                .as("so says the plain interpreter too")
                .isEqualTo(told);
    }

    /** Of each item its key, if its record has one, and its number; of dead letters stage and reason before that. */
    private static String shown(List<String> items) {
        return items.stream()
                .map(text -> {
                    String[] parts = text.split(" ", -1);
                    String item = parts[parts.length - 2];
                    String key = parts[parts.length - 4];
                    String where = parts.length > 4 ? parts[0] + " " + parts[1] + " " : "";
                    return where + (key.isEmpty() ? "" : key + ":") + item;
                })
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static Path deploy(String name, Path gate) {
        return start(name, name, gate, ordered(name, ""));
    }

    /** {@code more}: of its stage, beginning with a comma. */
    private static JsonObject ordered(String name, String more) {
        return JsonParser.parseString("{source: {topic: {name: " + name
                        + "-in, from: earliest}}, stages: {s: {from: source,"
                        + " function: {name: " + name + ", ordered: true, concurrency: 8, retry: {attempts: 5, backoff:"
                        + " {first: 10ms, longest: 10ms}}" + more + "}}}, sinks: {t: {from: s, topic: " + name
                        + "-out}}}")
                .getAsJsonObject();
    }

    /** Applies a pipeline with a function that waits for the gate; returns where its calls are noted. */
    private static Path start(String name, String function, Path gate, JsonObject spec) {
        Path out = folder.resolve(name + ".calls");
        gateway.deployed(function, otherwise, "env.OUT=" + out, "env.GATE=" + gate);
        PipelineRuns.topic(gateway, name + "-in", 3);
        PipelineRuns.apply(gateway, name, spec);
        return out;
    }

    /** A pipeline of two functions, the first of which is {@code one}. */
    private static JsonObject row(String name, String first, String second, String sink) {
        return JsonParser.parseString("{source: {topic: {name: " + name + "-in, from: earliest}}, stages: {"
                        + first + ": {from: source, function: {name: one}},"
                        + second + "}, sinks: {" + sink + "}}")
                .getAsJsonObject();
    }

    private static List<Call> calls(Path out) {
        try {
            return Files.exists(out)
                    ? Files.readAllLines(out).stream().map(Call::of).toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonObject> answers(String name) {
        return PipelineRuns.records(gateway, name + "-out").stream()
                .map(PipelineRuns::data)
                .toList();
    }

    private static void signal(String signal) throws IOException, InterruptedException {
        int ended = new ProcessBuilder(
                        "kill", "-" + signal, Long.toString(gateway.broker().pid()))
                .start()
                .waitFor();
        assertThat(ended).isZero();
    }

    @Test
    void aCallWhoseAnswerWasNotCommittedIsMadeAgainWithTheSameIdAndOnlyTheCommittedAnswerIsSeen() throws Exception {
        Path gate = folder.resolve("gate");
        Path out = deploy("again", gate);
        PipelineRuns.publish(gateway, "again-in", List.of(item(1, "a")), _ -> "a");
        await("it is called").atMost(PATIENCE).until(() -> calls(out).size() == 1);

        // From here on nothing can be committed.
        signal("STOP");
        Files.createFile(gate);
        await("it has answered").atMost(PATIENCE).until(() -> PipelineRuns.running(gateway, "again") == 0);
        gateway.kill9();
        signal("CONT");
        gateway.restart();

        await("the answer is there")
                .atMost(PATIENCE)
                .until(() -> !answers("again").isEmpty());
        await("nothing more comes").atMost(PATIENCE).until(() -> PipelineRuns.isIdle(gateway, "again"));
        List<Call> ends = calls(out).stream().filter(call -> !call.begins()).toList();
        assertThat(ends)
                .hasSize(2)
                .extracting(Call::id)
                .containsOnly(ends.getFirst().id());
        assertThat(answers("again"))
                .extracting(answer -> answer.get("answer").getAsString())
                .containsExactly(ends.getLast().answer())
                .doesNotContain(ends.getFirst().answer());
    }

    @Test
    void aStragglerIsCalledASecondTimeWhereItsFunctionSaysSoAndTheFirstAnswerCounts() {
        Path out = folder.resolve("straggler.calls");
        gateway.deployed(
                "straggler",
                otherwise,
                "env.OUT=" + out,
                "env.GATE=" + folder.resolve("never"),
                "env.ONCE=true",
                "spec=decorators:\n  - hedge: {after: 500ms, methods: [POST], budget: 0.05}\n    on: event\n");
        PipelineRuns.topic(gateway, "straggler-in", 1);
        PipelineRuns.apply(
                gateway,
                "straggler",
                JsonParser.parseString("{source: {topic: {name: straggler-in, from: earliest}}, stages: {s: {from:"
                                + " source, function: straggler}}, sinks: {t: {from: s, topic: straggler-out}}}")
                        .getAsJsonObject());

        PipelineRuns.publish(gateway, "straggler-in", List.of(item(1, "a")), _ -> "");

        await("the second call has answered")
                .atMost(PATIENCE)
                .until(() -> !answers("straggler").isEmpty());
        await("nothing more comes").atMost(PATIENCE).until(() -> PipelineRuns.isIdle(gateway, "straggler"));
        List<Call> calls = calls(out);
        assertThat(calls).extracting(Call::begins).containsExactly(true, true, false);
        assertThat(calls).extracting(Call::id).containsOnly(calls.getFirst().id());
        assertThat(answers("straggler"))
                .extracting(answer -> answer.get("answer").getAsString())
                .containsExactly(calls.getLast().answer());
        assertThat(PipelineRuns.stage(gateway, "straggler", "s").get("retried").getAsInt())
                .as("it is the same attempt")
                .isZero();
    }

    @Test
    void whatIsCalledBeforeItIsCommittedIsNotCalledAgainWhenItIsRead() throws IOException {
        Path gate = folder.resolve("late");
        JsonObject spec = row(
                "ahead",
                "f",
                "s: {from: f, function: {name: ahead, concurrency: 8}}",
                "t: {from: s, topic: ahead-out}");
        Path out = start("ahead", "ahead", gate, spec);
        List<JsonObject> items =
                IntStream.range(0, 20).mapToObj(n -> item(n, "a")).toList();
        PipelineRuns.publish(gateway, "ahead-in", items, _ -> "");
        await("as many are called as may be")
                .atMost(PATIENCE)
                .until(() -> calls(out).size() == 8);
        await("all are done but for the last stage")
                .atMost(PATIENCE)
                .until(() ->
                        PipelineRuns.stage(gateway, "ahead", "s").get("waiting").getAsLong() == items.size());

        Files.createFile(gate);

        await("all is there").atMost(PATIENCE).until(() -> answers("ahead").size() == items.size());
        await("nothing more comes").atMost(PATIENCE).until(() -> PipelineRuns.isIdle(gateway, "ahead"));
        List<Call> begun = calls(out).stream().filter(Call::begins).toList();
        assertThat(begun).extracting(Call::id).doesNotHaveDuplicates().hasSize(items.size());
        assertThat(answers("ahead"))
                .extracting(answer -> answer.get("answer").getAsString())
                .containsExactlyInAnyOrderElementsOf(
                        begun.stream().map(Call::answer).toList());
    }

    @Test
    void atLeastOnceLosesNothingThoughTheGatewayIsKilledAndGivesWhatComesTwiceTheSameId() throws IOException {
        JsonObject spec = row(
                "least",
                "f",
                "s: {from: f, function: {name: least, concurrency: 8}}",
                "t: {from: s, topic: least-out}");
        spec.addProperty("guarantee", "at-least-once");
        Files.createFile(folder.resolve("least.open.mended"));
        Path out = start("least", "least", Files.createFile(folder.resolve("least.open")), spec);
        List<JsonObject> items =
                IntStream.range(0, 400).mapToObj(n -> item(n, "k" + n)).toList();
        publishByKey("least-in", items);
        await("some were called").atMost(PATIENCE).until(() -> calls(out).size() > 60);
        gateway.kill9();
        gateway.restart();

        await("all is done").atMost(PATIENCE).until(() -> keysById("least").size() == items.size());
        await("nothing more comes").atMost(PATIENCE).until(() -> PipelineRuns.isIdle(gateway, "least"));
        assertThat(keysById("least").values())
                .containsExactlyInAnyOrderElementsOf(items.stream()
                        .map(item -> Set.of(item.get("k").getAsString()))
                        .toList());
        assertThat(PipelineRuns.records(gateway, "least.dead-letters")).isEmpty();
        assertThat(offsets("least-out"))
                .as("between records there is no end of a transaction")
                .allSatisfy((_, offsets) -> assertThat(offsets)
                        .containsExactlyElementsOf(
                                IntStream.range(0, offsets.size()).boxed().toList()));
    }

    private static Map<Integer, List<Integer>> offsets(String topic) {
        return PipelineRuns.records(gateway, topic).stream()
                .collect(Collectors.groupingBy(
                        record -> record.get("partition").getAsInt(),
                        Collectors.mapping(record -> record.get("offset").getAsInt(), Collectors.toList())));
    }

    /** The keys of the items that came out of a pipeline, by the id of each. */
    private static Map<String, Set<String>> keysById(String name) {
        return PipelineRuns.records(gateway, name + "-out").stream()
                .collect(Collectors.groupingBy(
                        record -> PipelineRuns.header(record, "ce_id"),
                        Collectors.mapping(
                                record -> PipelineRuns.data(record).get("k").getAsString(), Collectors.toSet())));
    }

    @Test
    void stagesAreRenamedWhileItemsAreUnderWayAndEachGoesOnOnce() throws IOException {
        Path gate = folder.resolve("renamed");
        JsonObject spec = row(
                "renamed",
                "f",
                "s: {from: f, function: {name: gated, concurrency: 4}}",
                "t: {from: s, topic: renamed-out}");
        Path out = start("renamed", "gated", gate, spec);
        List<JsonObject> items =
                IntStream.range(0, 20).mapToObj(n -> item(n, "a")).toList();
        PipelineRuns.publish(gateway, "renamed-in", items, _ -> "");
        await("some are called, and the others wait")
                .atMost(PATIENCE)
                .until(() -> calls(out).size() == 4
                        && PipelineRuns.stage(gateway, "renamed", "s")
                                        .get("waiting")
                                        .getAsLong()
                                == items.size());

        JsonObject renamed = row(
                "renamed",
                "g",
                "u: {from: g, was: s, function: {name: gated}}",
                "v: {from: u, was: t, topic: renamed-out}");
        renamed.getAsJsonObject("stages").getAsJsonObject("g").addProperty("was", "f");
        assertThat(PipelineRuns.put(gateway, "renamed", renamed).statusCode()).isEqualTo(200);
        Files.createFile(gate);
        PipelineRuns.publish(gateway, "renamed-in", List.of(item(20, "a")), _ -> "");

        await("all is there").atMost(PATIENCE).until(() -> answers("renamed").size() > items.size());
        await("nothing more comes").atMost(PATIENCE).until(() -> PipelineRuns.isIdle(gateway, "renamed"));
        List<Call> begun = calls(out).stream().filter(Call::begins).toList();
        assertThat(begun.stream().map(Call::id).distinct())
                .as("an item has the id that it would have had")
                .hasSize(items.size() + 1)
                .allMatch(id -> id.endsWith("/f.0"));
        assertThat(answers("renamed"))
                .extracting(answer -> answer.get("n").getAsInt())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 21).boxed().toList());

        JsonObject later =
                row("renamed", "g", "u: {from: g, function: {name: gated}}", "v: {from: u, topic: renamed-out}");
        assertThat(PipelineRuns.put(gateway, "renamed", later).body())
                .as("what a stage was need not be said again")
                .contains("\"changes\":[]");
    }

    /** Answers 503 to the first request for each item, and takes the second one; one item it never wants. */
    private static void receive(HttpExchange exchange, List<String> got) throws IOException {
        String id = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        int n = JsonParser.parseReader(new InputStreamReader(exchange.getRequestBody(), StandardCharsets.UTF_8))
                .getAsJsonObject()
                .get("n")
                .getAsInt();
        boolean first;
        synchronized (got) {
            first = got.stream().noneMatch(each -> each.startsWith(id + " "));
            got.add(id + " " + exchange.getRequestHeaders().getFirst("ce-id") + " " + n);
        }
        exchange.sendResponseHeaders(n == 3 ? 422 : first ? 503 : 204, -1);
        exchange.close();
    }

    @Test
    void aCallbackIsSentUntilItIsTakenAndWhatIsNotWantedIsADeadLetter() throws IOException {
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/items", exchange -> receive(exchange, got));
        receiver.start();
        try {
            String address = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/items";
            PipelineRuns.topic(gateway, "told-in", 1);
            PipelineRuns.apply(
                    gateway,
                    "told",
                    JsonParser.parseString(
                                    "{source: {topic: {name: told-in, from: earliest}}, sinks: {c: {from: source,"
                                            + " callback: {address: '" + address
                                            + "', retry: {onOutage: dead-letter, backoff:"
                                            + " {first: 10ms, longest: 10ms}}}}}}")
                            .getAsJsonObject());
            PipelineRuns.publish(gateway, "told-in", items(), _ -> "");

            await("the dead one is there")
                    .atMost(PATIENCE)
                    .until(() -> PipelineRuns.made(gateway, "told.dead-letters").size() == 1);
            await("nothing more comes").atMost(PATIENCE).until(() -> PipelineRuns.isIdle(gateway, "told"));
        } finally {
            receiver.stop(0);
        }
        List<String> twice = IntStream.range(0, 6)
                .boxed()
                .flatMap(i -> Stream.generate(() -> "told-in/0/" + i + " told-in/0/" + i + " " + (i + 1))
                        .limit(i == 2 ? 1 : 2))
                .toList();
        assertThat(got).containsExactlyInAnyOrderElementsOf(twice);
        assertThat(PipelineRuns.made(gateway, "told.dead-letters"))
                .singleElement()
                .asString()
                .startsWith("c refused ");
    }

    @Test
    void itemsOfAKeyStayInOrderAndOneThatIsPoisonHoldsUpNoOtherThoughTheGatewayIsKilled() throws IOException {
        Path out = deploy("ordered", Files.createFile(folder.resolve("open")));
        List<JsonObject> items =
                IntStream.range(0, 200).mapToObj(n -> item(n, "k" + n % 7)).toList();
        publishByKey("ordered-in", items);
        await("some were called").atMost(PATIENCE).until(() -> calls(out).size() > 60);
        gateway.kill9();
        gateway.restart();

        await("all is done")
                .atMost(PATIENCE)
                .until(() -> answers("ordered").size() >= items.size() - 1
                        && !PipelineRuns.records(gateway, "ordered.dead-letters")
                                .isEmpty());
        await("nothing more comes").atMost(PATIENCE).until(() -> PipelineRuns.isIdle(gateway, "ordered"));
        assertThat(PipelineRuns.made(gateway, "ordered.dead-letters"))
                .containsExactly("s attempts_exhausted k1 k1 50 -");
        Map<String, List<Integer>> lanes = answers("ordered").stream()
                .collect(Collectors.groupingBy(
                        answer -> answer.get("k").getAsString(),
                        TreeMap::new,
                        Collectors.mapping(answer -> answer.get("n").getAsInt(), Collectors.toList())));
        assertThat(lanes)
                .isEqualTo(items.stream()
                        .filter(item -> item.get("n").getAsInt() != 50)
                        .collect(Collectors.groupingBy(
                                item -> item.get("k").getAsString(),
                                TreeMap::new,
                                Collectors.mapping(item -> item.get("n").getAsInt(), Collectors.toList()))));
        assertThat(overtaken(calls(out))).isEmpty();
    }

    private static JsonObject parked(String more) {
        return Gateway.json(gateway.manage("GET", "/pipelines/parked/parked" + more));
    }

    private static void publishByKey(String topic, List<JsonObject> items) {
        PipelineRuns.publish(gateway, topic, items, item -> item.get("k").getAsString());
    }

    @Test
    void theItemsOfAParkedKeyGoOnInTheirOrderThoughTheGatewayIsKilled() throws IOException {
        Path gate = Files.createFile(folder.resolve("parking"));
        Path out = start("parked", "parked", gate, ordered("parked", ", onFailure: park-key"));
        List<JsonObject> items =
                IntStream.range(0, 140).mapToObj(n -> item(n, "k" + n % 7)).toList();
        publishByKey("parked-in", items.subList(0, 120));
        await("the others are done")
                .atMost(PATIENCE)
                .until(() -> answers("parked").size() >= 110);
        gateway.kill9();
        gateway.restart();
        publishByKey("parked-in", items.subList(120, 140));
        await("the others are done")
                .atMost(PATIENCE)
                .until(() -> answers("parked").size() == 127
                        && parked("").get("items").getAsInt() == 13);
        JsonObject key =
                parked("?stage=s&key=k1").getAsJsonArray("parked").get(0).getAsJsonObject();
        assertThat(key.toString()).contains("\"key\":\"k1\"", "\"state\":\"parked\"", "attempts_exhausted");
        assertThat(calls(out)).filteredOn(Call::begins).extracting(Call::n).doesNotContain(57, 134);
        String item = key.get("item").getAsString();
        assertThat(gateway.manage("POST", "/pipelines/parked/parked/discard?stage=s&key=k1&item=x")
                        .body())
                .contains("parked_conflict", "The item 'x' is not what has failed of the key 'k1' at 's'.");
        assertThat(PipelineRuns.put(gateway, "parked", ordered("parked", "")).body())
                .contains("pipeline_busy", "Keys are parked at 's' of the pipeline 'parked' (1)");

        assertThat(gateway.manage("POST", "/pipelines/parked/parked/retry?key=k1")
                        .statusCode())
                .isEqualTo(202);
        await("it has failed again")
                .atMost(PATIENCE)
                .until(() -> calls(out).stream().filter(call -> call.n() == 50).count() > 3
                        && parked("").toString().contains("\"state\":\"parked\""));
        assertThat(parked("").toString()).contains("\"items\":13", item);
        Files.createFile(folder.resolve("parking.mended"));
        assertThat(gateway.manage("POST", "/pipelines/parked/parked/retry").statusCode())
                .isEqualTo(202);

        await("all is done").atMost(PATIENCE).until(() -> answers("parked").size() >= items.size());
        await("no key is parked")
                .atMost(PATIENCE)
                .until(() -> parked("").get("keys").getAsInt() == 0);
        await("nothing more comes").atMost(PATIENCE).until(() -> PipelineRuns.isIdle(gateway, "parked"));
        Map<String, List<Integer>> lanes = answers("parked").stream()
                .collect(Collectors.groupingBy(
                        answer -> answer.get("k").getAsString(),
                        TreeMap::new,
                        Collectors.mapping(answer -> answer.get("n").getAsInt(), Collectors.toList())));
        assertThat(lanes)
                .isEqualTo(items.stream()
                        .collect(Collectors.groupingBy(
                                each -> each.get("k").getAsString(),
                                TreeMap::new,
                                Collectors.mapping(each -> each.get("n").getAsInt(), Collectors.toList()))));
        assertThat(PipelineRuns.records(gateway, "parked.dead-letters")).isEmpty();
    }

    /** Calls that began before all of their key with smaller numbers had ended. */
    private static List<Call> overtaken(List<Call> calls) {
        Map<Integer, Integer> ends = new TreeMap<>();
        for (int i = 0; i < calls.size(); i++) {
            if (!calls.get(i).begins()) {
                ends.putIfAbsent(calls.get(i).n(), i);
            }
        }
        Function<Call, Integer> at = calls::indexOf;
        return calls.stream()
                .filter(Call::begins)
                .filter(call -> ends.entrySet().stream()
                        .anyMatch(end -> end.getKey() < call.n()
                                && end.getKey() % 7 == call.n() % 7
                                && end.getValue() > at.apply(call)))
                .toList();
    }
}
