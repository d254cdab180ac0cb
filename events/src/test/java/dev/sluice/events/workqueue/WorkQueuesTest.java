package dev.sluice.events.workqueue;

import static dev.sluice.events.workqueue.PlayedFunctions.answers;
import static dev.sluice.events.workqueue.PlayedFunctions.status;
import static dev.sluice.events.workqueue.WorkQueueGateway.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.partition.PartitionLog;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.workqueue.PlayedFunctions.Called;
import dev.sluice.events.workqueue.PlayedFunctions.Reaction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work queues at gateways of one platform, on the real broker. */
class WorkQueuesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String prefix = BrokerFixture.freshName("queues") + ".";
    private final Catalog catalog = new InMemoryCatalog();
    private final PlayedFunctions functions = new PlayedFunctions();
    private final List<WorkQueueGateway> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(WorkQueueGateway::close);
    }

    private WorkQueueGateway gateway(String name, Duration grace) {
        WorkQueueGateway made = new WorkQueueGateway(name, catalog, prefix, functions, grace);
        open.add(made);
        return made;
    }

    /** A source that lists these items, and gives their names in capitals. */
    private static Reaction source(Called called, List<String> items, String more) {
        String path = called.invocation().head().path();
        return path.equals("/items")
                ? answers("{\"items\": ["
                        + items.stream().map(item -> "\"" + item + "\"").collect(Collectors.joining(",")) + "]" + more
                        + "}")
                : answers(path.substring("/items/".length()).toUpperCase(Locale.ROOT));
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "i" + i).toList();
    }

    /** How often each item was written as done. */
    private Map<String, Integer> doneRecords() {
        Map<String, Integer> done = new HashMap<>();
        try (PartitionLog log = new PartitionLog(BrokerFixture.cluster())) {
            log.all(new TopicPartition(WorkQueueGateway.topics(catalog, prefix).items(), 0), record -> {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                if (!key.equals("\n")
                        && record.value() != null
                        && ItemStanding.read(record.value()).state() == ItemState.DONE) {
                    done.merge(key, 1, Integer::sum);
                }
            });
        }
        return done;
    }

    @Test
    void eachItemIsDoneOnceInTheRecordThoughTheGatewayThatWorksOnItEndsInTheMiddle() throws Exception {
        List<String> all = names(400);
        AtomicInteger worked = new AtomicInteger();
        functions.play("list", called -> source(called, all, ""));
        functions.play("work", called -> {
            worked.incrementAndGet();
            return answers("made of " + called.body());
        });
        WorkQueueGateway.apply(catalog, Map.of("parallel", 4));
        gateway("one", Duration.ZERO);
        await().atMost(PATIENCE).until(() -> worked.get() > 50);
        WorkQueueGateway second = gateway("two", Duration.ofSeconds(5));
        open.removeFirst().close();

        await().atMost(PATIENCE).until(() -> second.counts().done() == all.size());

        assertThat(doneRecords())
                .hasSize(all.size())
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        Map<String, Set<String>> keys = functions.calls.stream()
                .filter(called -> called.invocation().function().name().equals("work"))
                .collect(Collectors.groupingBy(
                        Called::item, Collectors.mapping(called -> called.field(ItemTurn.KEY), Collectors.toSet())));
        assertThat(keys)
                .hasSize(all.size())
                .allSatisfy((item, told) -> assertThat(told).containsExactly("photos/" + item + "/"));
        QueueView view = second.queues.view(QUEUE);
        KeptAnswer answer = view.answer("i7").orElseThrow();
        assertThat(text(second, answer)).isEqualTo("made of I7");
        assertThat(view.page(Optional.of(ItemState.DONE), Optional.of("i398"), 10)
                        .items())
                .extracting(QueueView.Named::item)
                .startsWith("i399", "i4", "i40");
    }

    private static String text(WorkQueueGateway gateway, KeptAnswer answer) throws Exception {
        return StandardCharsets.UTF_8.decode(gateway.queues.read(QUEUE, answer)).toString();
    }

    @Test
    void whatNoRecordTakesIsKeptInAFileOfTheQueueBetweenFunctionsAndAsAResultUntilTheQueueGoes() throws Exception {
        String large = "0123456789".repeat(300_000);
        AtomicInteger grown = new AtomicInteger();
        AtomicInteger faults = new AtomicInteger();
        functions.play("list", called -> source(called, List.of("cat"), ""));
        functions.play("grow", called -> {
            grown.incrementAndGet();
            return answers(large);
        });
        functions.play(
                "add", called -> faults.getAndIncrement() == 0 ? status(500) : answers(called.body() + called.item()));
        WorkQueueGateway.apply(catalog, Map.of("worker", Map.of("functions", List.of("grow", "add"))));
        WorkQueueGateway gateway = gateway("one", Duration.ofSeconds(5));

        await().atMost(PATIENCE).until(() -> gateway.counts().done() == 1);

        assertThat(grown).as("what it made is kept").hasValue(1);
        KeptAnswer answer = gateway.queues.view(QUEUE).answer("cat").orElseThrow();
        assertThat(answer.content()).isInstanceOf(Payload.Kept.class);
        assertThat(text(gateway, answer)).isEqualTo(large + "cat");
        Path folder = WorkQueueGateway.ANSWERS.resolve(
                WorkQueueGateway.topics(catalog, prefix).begin());
        assertThat(folder).isDirectory();
        catalog.delete(WorkQueueGateway.DOCUMENT);
        await().atMost(PATIENCE).until(() -> Files.notExists(folder));
    }

    @Test
    void whatFailsIsTriedAgainParkedAndDoneWhenSomebodyHasItRetried() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        functions.play("list", called -> source(called, List.of("good", "bad", "wrong", "flaky"), ", \"done\": true"));
        functions.play("work", called -> switch (called.item()) {
            case "bad" -> tries.incrementAndGet() <= 3 ? status(500) : answers("at last");
            case "wrong" -> status(422);
            case "flaky" ->
                called.invocation().terms().attempt() == 1
                        ? new Reaction.Ends(new Outcome.Exited("killed", Outcome.EndedBy.A_SIGNAL))
                        : answers("");
            default -> answers("ok");
        });
        WorkQueueGateway.apply(catalog, Map.of());
        WorkQueueGateway gateway = gateway("one", Duration.ofSeconds(5));

        await().atMost(PATIENCE)
                .until(() -> gateway.counts().parked() == 2 && gateway.counts().done() == 2);
        QueueView view = gateway.queues.view(QUEUE);
        assertThat(view.item("bad").orElseThrow())
                .returns(3, ItemStanding::counted)
                .returns("attempts_exhausted 'work' answered 500.", ItemStanding::reason);
        assertThat(view.item("wrong").orElseThrow().reason()).isEqualTo("refused 'work' answered 422.");
        assertThat(view.item("flaky").orElseThrow())
                .returns(1, ItemStanding::counted)
                .returns(2, ItemStanding::tries);
        gateway.queues.retry(QUEUE, Optional.of("bad"));

        await().atMost(PATIENCE).until(() -> gateway.counts().done() == 3);
        assertThat(view.standing().isOver()).isTrue();
        assertThat(view.standing().problem()).isEmpty();
    }

    @Test
    void aSourceThatLiesIsToldAndHoldsUpNoOtherItem() throws Exception {
        functions.play("list", called -> {
            String path = called.invocation().head().path();
            if (path.equals("/items/ghost")) {
                return status(404);
            }
            if (path.equals("/items/moved")) {
                return new Reaction.Answers(200, Headers.of("ETag", "\"2\""), "x");
            }
            return path.equals("/items")
                    ? answers(
                            "{\"items\": [\"ghost\", \"ghost\", {\"name\": \"moved\", \"version\": \"1\"}, \"there\"]}")
                    : answers("x");
        });
        functions.play("work", _ -> answers(""));
        WorkQueueGateway.apply(catalog, Map.of());
        WorkQueueGateway gateway = gateway("one", Duration.ofSeconds(5));

        await().atMost(PATIENCE)
                .until(() -> gateway.counts().parked() == 2 && gateway.counts().done() == 1);

        QueueView view = gateway.queues.view(QUEUE);
        assertThat(view.item("ghost").orElseThrow().reason())
                .isEqualTo("not_there It is listed, and not there. The function 'list' answered 404.");
        assertThat(view.item("moved").orElseThrow().reason())
                .isEqualTo(
                        "other_version The source lists version '1' and gives '2'. It is worked on when both are the same.");
        assertThat(view.standing().problem())
                .isEqualTo("The source lists 'ghost' twice; each is worked on once, in the version that stands first.");
        assertThat(functions.items("work")).containsExactly("there");
    }

    @Test
    void aWorkerThatNeverEndsIsEndedAtItsDeadlineAndOneThatIsNotThereHoldsItsItems() throws Exception {
        functions.play("list", called -> source(called, List.of("endless"), ""));
        functions.play("work", _ -> new Reaction.Hangs());
        WorkQueueGateway.apply(catalog, Map.of("deadline", "50ms"));
        WorkQueueGateway gateway = gateway("one", Duration.ofSeconds(5));
        await().atMost(PATIENCE).until(() -> gateway.counts().parked() == 1);
        assertThat(gateway.queues.view(QUEUE).item("endless").orElseThrow().reason())
                .isEqualTo("deadline_exceeded 'work' ran longer than PT0.05S.");

        functions.play("list", called -> source(called, List.of("endless", "next"), ""));
        WorkQueueGateway.apply(catalog, Map.of("worker", Map.of("function", "later")));
        await().atMost(PATIENCE)
                .until(() -> gateway.queues.view(QUEUE).standing().problem().equals("There is no function 'later'."));
        assertThat(gateway.queues.view(QUEUE).item("next").orElseThrow().tries())
                .isZero();
        functions.play("later", _ -> answers(""));

        await().atMost(PATIENCE).until(() -> gateway.counts().done() == 1);
    }

    @Test
    void functionsInARowGoOnWhereOneFailedThoughTheGatewayChanges() throws Exception {
        AtomicInteger faults = new AtomicInteger();
        functions.play("list", called -> source(called, List.of("cat"), ""));
        functions.play("find", called -> answers(called.body() + " found"));
        functions.play("blur", called -> faults.get() == 0 ? status(422) : answers(called.body() + " blurred"));
        functions.play("tag", called -> answers(called.body() + " tagged"));
        WorkQueueGateway.apply(catalog, Map.of("worker", Map.of("functions", List.of("find", "blur", "tag"))));
        WorkQueueGateway first = gateway("one", Duration.ofSeconds(5));
        await().atMost(PATIENCE).until(() -> first.counts().parked() == 1);
        open.removeFirst().close();
        faults.set(1);
        WorkQueueGateway second = gateway("two", Duration.ofSeconds(5));
        await().atMost(PATIENCE).until(() -> second.counts().parked() == 1);
        second.queues.retry(QUEUE, Optional.empty());

        await().atMost(PATIENCE).until(() -> second.counts().done() == 1);

        KeptAnswer answer = second.queues.view(QUEUE).answer("cat").orElseThrow();
        assertThat(text(second, answer)).isEqualTo("CAT found blurred tagged");
        assertThat(functions.items("find")).containsExactly("cat");
    }

    @Test
    void theRecordOfAQueueGoesWithItAlsoAtAGatewayWhereItDoesNotRun() throws Exception {
        functions.play("list", called -> source(called, List.of("a"), ""));
        functions.play("work", _ -> answers(""));
        WorkQueueGateway.apply(catalog, Map.of());
        WorkQueueGateway first = gateway("one", Duration.ofSeconds(5));
        await().atMost(PATIENCE).until(() -> first.counts().done() == 1);
        open.removeFirst().close();
        CountDownLatch deleted = new CountDownLatch(1);
        open.add(new WorkQueueGateway(
                "two",
                catalog,
                prefix,
                functions,
                Duration.ofSeconds(5),
                () -> await().atMost(PATIENCE).until(() -> deleted.getCount() == 0)));
        catalog.delete(WorkQueueGateway.DOCUMENT);
        deleted.countDown();

        try (Admin admin = Admin.create(BrokerFixture.cluster().clientProperties())) {
            await().atMost(PATIENCE)
                    .until(() -> admin.listTopics().names().get().stream().noneMatch(name -> name.startsWith(prefix)));
        }
    }

    @Test
    void aQueueThatIsDeletedWhileItsGatewayIsAwayLeavesNothingOnceThereIsAGatewayAgain() throws Exception {
        String large = "0123456789".repeat(200_000);
        functions.play("list", called -> source(called, List.of("a"), ""));
        functions.play("work", _ -> answers(large));
        WorkQueueGateway.apply(catalog, Map.of());
        WorkQueueGateway first = gateway("one", Duration.ofSeconds(5));
        await().atMost(PATIENCE).until(() -> first.counts().done() == 1);
        open.removeFirst().close();
        WorkQueueId.Topics left = WorkQueueGateway.topics(catalog, prefix);
        Path folder = WorkQueueGateway.ANSWERS.resolve(left.begin());
        assertThat(folder).isDirectory();
        catalog.delete(WorkQueueGateway.DOCUMENT);

        gateway("two", Duration.ofSeconds(5));

        try (Admin admin = Admin.create(BrokerFixture.cluster().clientProperties())) {
            await().atMost(PATIENCE)
                    .until(() -> admin.listTopics().names().get().stream().noneMatch(name -> name.startsWith(prefix)));
            assertThat(folder).doesNotExist();
        }
    }

    @Test
    void aQueueThatIsMadeAnewBeforeAGatewayKnowsThatItWasDeletedBeginsWithAnEmptyRecord() throws Exception {
        AtomicBoolean held = new AtomicBoolean();
        AtomicInteger worked = new AtomicInteger();
        functions.play("list", called -> source(called, List.of("a", "b"), ", \"done\": true"));
        functions.play("work", called -> answers(called.item() + " " + worked.incrementAndGet()));
        WorkQueueGateway.apply(catalog, Map.of());
        for (String name : List.of("one", "two")) {
            open.add(new WorkQueueGateway(
                    name,
                    catalog,
                    prefix,
                    functions,
                    Duration.ofSeconds(5),
                    () -> await().atMost(PATIENCE).until(() -> !held.get())));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(open)
                        .allSatisfy(
                                gateway -> assertThat(gateway.counts().done()).isEqualTo(2)));
        String old = WorkQueueGateway.topics(catalog, prefix).items();
        held.set(true);
        catalog.delete(WorkQueueGateway.DOCUMENT);
        WorkQueueGateway.apply(catalog, Map.of());
        assertThat(open).allSatisfy(gateway -> assertThat(gateway.counts()).isEqualTo(ItemCounts.NONE));
        held.set(false);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(open)
                        .allSatisfy(
                                gateway -> assertThat(gateway.counts().done()).isEqualTo(2)));
        assertThat(worked).hasValue(4);
        try (Admin admin = Admin.create(BrokerFixture.cluster().clientProperties())) {
            await().atMost(PATIENCE)
                    .until(() -> !admin.listTopics().names().get().contains(old));
        }
    }

    @Test
    void theRecordsOfATopicAreWorkedOnAndANewerOneOfItsKeyToo() throws Exception {
        String topic = BrokerFixture.freshName("items");
        functions.play("work", called -> answers(called.body()));
        try (Admin admin = Admin.create(BrokerFixture.cluster().clientProperties())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        send(topic, "cat", "miau");
        WorkQueueGateway.apply(catalog, Map.of("source", Map.of("topic", topic)));
        WorkQueueGateway gateway = gateway("one", Duration.ofSeconds(5));
        await().atMost(PATIENCE).until(() -> gateway.counts().done() == 1);

        send(topic, "cat", "purr");

        QueueView view = gateway.queues.view(QUEUE);
        await().atMost(PATIENCE)
                .until(() -> view.item("cat")
                        .filter(item ->
                                item.state() == ItemState.DONE && item.version().equals("0-1"))
                        .isPresent());
        assertThat(functions.calls).extracting(Called::body).containsExactly("miau", "purr");
    }

    private static void send(String topic, String key, String value) throws Exception {
        try (var producer = new KafkaProducer<>(
                BrokerFixture.cluster().clientProperties(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        }
    }

    @Test
    void theGatewayThatWorksOnAQueueTellsHowItStandsWithoutReadingItsRecord() {
        functions.play("list", called -> source(called, List.of("a", "b"), ", \"done\": true"));
        functions.play("work", _ -> answers(""));
        WorkQueueGateway.apply(catalog, Map.of());
        WorkQueueGateway gateway = gateway("one", Duration.ofSeconds(5));

        await().atMost(PATIENCE)
                .until(() -> gateway.queues
                        .here(QUEUE)
                        .filter(standing ->
                                standing.isOver() && standing.items().done() == 2)
                        .isPresent());

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .contains(
                        "partitions-" + WorkQueueGateway.topics(catalog, prefix).wishes())
                .doesNotContain(
                        "follows-" + WorkQueueGateway.topics(catalog, prefix).items());
    }
}
