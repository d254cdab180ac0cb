package dev.sluice.events.pump;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.loop.Loop;
import dev.sluice.core.loop.Serial;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.testkit.time.SystemTimers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Consumers with pumps on a real broker. */
class PumpConsumerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SystemTimers TIMERS = new SystemTimers();
    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

    private final KafkaCluster cluster = BrokerFixture.cluster();
    private final List<PumpConsumer> open = new ArrayList<>();
    private final String topic = BrokerFixture.freshName("pump");

    /** Keeps what it is given, and is done at once, or when the gate of the value is opened. */
    private static final class Kept implements Work {
        final ConcurrentLinkedQueue<String> values = new ConcurrentLinkedQueue<>();
        final Map<String, CompletableFuture<Void>> gates = new ConcurrentHashMap<>();

        @Override
        public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
            String value = new String(attempts.getFirst().record().value(), StandardCharsets.UTF_8);
            values.add(value);
            return gates.getOrDefault(value, CompletableFuture.completedFuture(null))
                    .thenApply(_ -> List.of(Verdict.DONE));
        }

        @Override
        public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
            throw new AssertionError("nothing dies here: " + detail);
        }
    }

    @AfterEach
    void close() {
        open.forEach(PumpConsumer::close);
    }

    @AfterAll
    static void end() {
        TIMERS.close();
    }

    private PumpConsumer consumer(String group, Subscription topics, StartPosition start, Work work) {
        ConsumerSettings settings = new ConsumerSettings(
                group, topics, start, PumpSettings.of(Delivery.ORDERED, 16, 3), Duration.ofSeconds(5));
        PumpConsumer made = new PumpConsumer(cluster, settings, work, new Loop(TIMERS, Serial.on(THREADS)));
        open.add(made);
        return made;
    }

    private PumpConsumer earliest(Work work) {
        return consumer(topic + "-group", new Subscription.Names(Set.of(topic)), StartPosition.EARLIEST, work);
    }

    private void makeTopic(String name, int partitions) throws Exception {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private void write(String name, int from, int to) throws Exception {
        Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            for (int i = from; i < to; i++) {
                producer.send(new ProducerRecord<>(name, "k" + i % 5, Integer.toString(i)));
            }
            producer.flush();
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() throws Exception {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            return admin.listConsumerGroupOffsets(topic + "-group")
                    .partitionsToOffsetAndMetadata()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static List<String> numbers(int from, int to) {
        List<String> numbers = new ArrayList<>();
        for (int i = from; i < to; i++) {
            numbers.add(Integer.toString(i));
        }
        return numbers;
    }

    private static void awaitAll(Kept work, List<String> values) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(work.values).containsExactlyInAnyOrderElementsOf(values));
    }

    @Test
    void whatIsDoneIsCommittedAndTheNextOneGoesOnBehindIt() throws Exception {
        makeTopic(topic, 3);
        write(topic, 0, 100);
        Kept first = new Kept();
        PumpConsumer consumer = earliest(first);
        awaitAll(first, numbers(0, 100));
        await().atMost(PATIENCE)
                .until(() -> consumer.report().partitions().size() == 3
                        && consumer.report().lag() == 0);
        consumer.close();
        assertThat(committed().values().stream()
                        .mapToLong(OffsetAndMetadata::offset)
                        .sum())
                .isEqualTo(100);
        assertThat(committed().values())
                .allSatisfy(offset -> assertThat(offset.metadata()).isEqualTo("1"));

        write(topic, 100, 120);
        Kept second = new Kept();
        earliest(second);
        awaitAll(second, numbers(100, 120));
    }

    @Test
    void aRecordThatIsUnderWayHoldsBackThePositionAndIsToldAgainAsTried() throws Exception {
        makeTopic(topic, 1);
        write(topic, 0, 20);
        Kept first = new Kept();
        first.gates.put("3", new CompletableFuture<>());
        PumpConsumer consumer = earliest(first);
        // Those of the same key wait behind it.
        await().atMost(PATIENCE).until(() -> first.values.size() == 17);
        consumer.close();
        OffsetAndMetadata left = requireNonNull(committed().get(new TopicPartition(topic, 0)));
        assertThat(left.offset()).isEqualTo(3);
        assertThat(Progress.read(3, left.metadata()).tried()).containsExactly(new Progress.Tries(3, 1, 1, 0));

        Kept second = new Kept();
        earliest(second);
        awaitAll(second, List.of("3", "8", "13", "18"));
    }

    @Test
    void theLatestIsWhatComesLaterAndNewPartitionsAreReadFromTheirStart() throws Exception {
        makeTopic(topic, 1);
        write(topic, 0, 10);
        Kept work = new Kept();
        PumpConsumer consumer =
                consumer(topic + "-group", new Subscription.Names(Set.of(topic)), StartPosition.LATEST, work);
        await().atMost(PATIENCE).until(() -> consumer.report().partitions().size() == 1);
        write(topic, 10, 20);
        awaitAll(work, numbers(10, 20));
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(2)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        // Written before the consumer knows of the partition.
        write(topic, 20, 40);
        awaitAll(work, numbers(10, 40));
    }

    @Test
    void aTopicThatComesLaterIsReadFromItsStart() throws Exception {
        Kept work = new Kept();
        PumpConsumer consumer = consumer(
                topic + "-group",
                new Subscription.Matching(Pattern.compile(Pattern.quote(topic) + ".*")),
                StartPosition.EARLIEST,
                work);
        await().atMost(PATIENCE)
                .until(() -> consumer.report().standing().equals(new ConsumerReport.Standing.NoTopic(List.of())));
        makeTopic(topic + "-later", 1);
        write(topic + "-later", 0, 5);
        awaitAll(work, numbers(0, 5));
    }

    @Test
    void aTopicThatIsDeletedIsMissedAndReadFromItsStartWhenItIsMadeAnew() throws Exception {
        makeTopic(topic, 1);
        write(topic, 0, 10);
        Kept work = new Kept();
        PumpConsumer consumer = earliest(work);
        awaitAll(work, numbers(0, 10));
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
        }
        await().atMost(PATIENCE)
                .until(() -> consumer.report().standing().equals(new ConsumerReport.Standing.NoTopic(List.of(topic))));
        makeTopic(topic, 1);
        write(topic, 10, 15);
        awaitAll(work, numbers(0, 15));
    }

    @Test
    void twoOfAGroupShareThePartitionsAndRunNothingTwice() throws Exception {
        makeTopic(topic, 4);
        Kept one = new Kept();
        Kept other = new Kept();
        PumpConsumer first = earliest(one);
        await().atMost(PATIENCE).until(() -> first.report().partitions().size() == 4);
        write(topic, 0, 200);
        PumpConsumer second = earliest(other);
        await().atMost(PATIENCE).until(() -> second.report().partitions().size() == 2);
        write(topic, 200, 400);
        await().atMost(PATIENCE).until(() -> one.values.size() + other.values.size() >= 400);
        List<String> all = new ArrayList<>(one.values);
        all.addAll(other.values);
        assertThat(all).containsExactlyInAnyOrderElementsOf(numbers(0, 400));
    }

    @Test
    void recordsThatWereDeletedBeforeTheyWereReadAreTold() throws Exception {
        makeTopic(topic, 1);
        write(topic, 0, 10);
        Kept work = new Kept();
        work.gates.put("0", new CompletableFuture<>());
        PumpConsumer consumer = earliest(work);
        await().atMost(PATIENCE).until(() -> work.values.contains("0"));
        consumer.close();
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(5)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        write(topic, 10, 12);
        Kept later = new Kept();
        PumpConsumer next = earliest(later);
        await().atMost(PATIENCE).until(() -> later.values.contains("11"));
        assertThat(next.report().notices())
                .containsExactly("Records 0 to 4 of " + topic
                        + "-0 were deleted before they were read: its retention is shorter than the time they waited.");
    }
}
