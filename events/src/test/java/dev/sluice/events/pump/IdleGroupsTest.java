package dev.sluice.events.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.loop.Loop;
import dev.sluice.core.loop.Serial;
import dev.sluice.core.time.Timers;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.pump.ConsumerReport.Place;
import dev.sluice.events.pump.ConsumerReport.Standing;
import dev.sluice.testkit.time.SystemTimers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups that have nothing to read, on a real broker. */
class IdleGroupsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofDays(1);
    private static final SystemTimers TIMERS = new SystemTimers();
    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

    private final KafkaCluster cluster = BrokerFixture.cluster();
    private final String topic = BrokerFixture.freshName("idle");
    private final String group = topic + "-group";
    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicInteger consumers = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> values = new ConcurrentLinkedQueue<>();

    private final Work kept = new Work() {
        @Override
        public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
            values.add(new String(attempts.getFirst().record().value(), StandardCharsets.UTF_8));
            return CompletableFuture.completedFuture(List.of(Verdict.DONE));
        }

        @Override
        public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
            throw new AssertionError("nothing dies here: " + detail);
        }
    };

    /** The system's, as much later as it is told. */
    private static final class Later implements Timers {
        private volatile Duration later = Duration.ZERO;

        @Override
        public long nanos() {
            return TIMERS.nanos() + later.toNanos();
        }

        @Override
        public Instant instant() {
            return TIMERS.instant().plus(later);
        }

        @Override
        public Alarm at(long nanos, Runnable task) {
            return TIMERS.at(nanos - later.toNanos(), task);
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @AfterAll
    static void end() {
        TIMERS.close();
    }

    /** Consumers are given up as soon as that may be. */
    private IdleGroups hasty() {
        return groups(TIMERS, Duration.ZERO);
    }

    private IdleGroups groups(Timers timers, Duration quiet) {
        IdleGroups made = new IdleGroups(
                cluster,
                timers,
                new IdleGroups.Rules(
                        Duration.ofMillis(50), quiet, Duration.ZERO, Duration.ofMinutes(5), Duration.ofHours(6)));
        open.add(made);
        return made;
    }

    private GroupReader reader(IdleGroups groups, Subscription topics, StartPosition start) {
        ConsumerSettings settings = new ConsumerSettings(
                group, topics, start, PumpSettings.of(Delivery.ORDERED, 16, 3), Duration.ofSeconds(5));
        GroupReader made = new GroupReader(
                groups,
                settings,
                wanted -> {
                    consumers.incrementAndGet();
                    return new PumpConsumer(cluster, wanted, kept, new Loop(TIMERS, Serial.on(THREADS)));
                },
                false);
        open.add(made);
        return made;
    }

    private GroupReader reader(IdleGroups groups, StartPosition start) {
        return reader(groups, new Subscription.Names(Set.of(topic)), start);
    }

    private void makeTopic(String name, int partitions) throws Exception {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(
                new HashMap<>(cluster.clientProperties()), new StringSerializer(), new StringSerializer());
    }

    private void write(String name, String... written) {
        try (var producer = producer()) {
            for (String value : written) {
                producer.send(new ProducerRecord<>(name, value, value));
            }
            producer.flush();
        }
    }

    private void awaitValues(String... expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(values).containsExactlyInAnyOrder(expected));
    }

    private static void awaitAsleep(GroupReader reader) {
        await().atMost(PATIENCE).until(() -> !reader.isAwake());
    }

    @Test
    void aConsumerIsGivenUpWhereThereIsNothingToReadAndTheNextRecordGetsAnother() throws Exception {
        makeTopic(topic, 2);
        write(topic, "a", "b");
        GroupReader reader = reader(hasty(), StartPosition.EARLIEST);
        awaitValues("a", "b");
        awaitAsleep(reader);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(reader.report().partitions())
                        .hasSize(2)
                        .allMatch(place -> place.lag() == 0)
                        .extracting(Place::position)
                        .satisfies(positions -> assertThat(positions.stream()
                                        .mapToLong(each -> each)
                                        .sum())
                                .isEqualTo(2)));
        assertThat(reader.report().standing()).isEqualTo(new Standing.Reading());
        write(topic, "c");
        awaitValues("a", "b", "c");
        awaitAsleep(reader);
        assertThat(reader.report().pump().done()).isEqualTo(3);
        assertThat(consumers).hasValue(2);
    }

    @Test
    void whatStandsAtItsEndBeginsWithoutAConsumer() throws Exception {
        makeTopic(topic, 1);
        write(topic, "a");
        IdleGroups groups = hasty();
        GroupReader first = reader(groups, StartPosition.EARLIEST);
        awaitValues("a");
        awaitAsleep(first);
        first.close();
        consumers.set(0);
        GroupReader second = reader(groups, StartPosition.EARLIEST);
        await().atMost(PATIENCE).until(() -> second.report().partitions().equals(List.of(new Place(topic, 0, 1, 0))));
        assertThat(consumers).hasValue(0);
        write(topic, "b");
        awaitValues("a", "b");
    }

    @Test
    void aConsumerStaysAsLongAsRecordsMayComeSoon() throws Exception {
        makeTopic(topic, 1);
        write(topic, "a");
        GroupReader reader = reader(groups(TIMERS, LONG), StartPosition.EARLIEST);
        awaitValues("a");
        await().atMost(PATIENCE).until(() -> reader.report().partitions().equals(List.of(new Place(topic, 0, 1, 0))));
        write(topic, "b");
        awaitValues("a", "b");
        assertThat(reader.isAwake()).isTrue();
        assertThat(consumers).hasValue(1);
    }

    @Test
    void howLongTopicsKeepRecordsIsKnownWhileAGroupReadsAndWhileItSleeps() throws Exception {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            admin.createTopics(List.of(
                            new NewTopic(topic + "-short", 1, (short) 1)
                                    .configs(Map.of("retention.ms", "3600000", "retention.bytes", "1000000")),
                            new NewTopic(topic + "-kept", 1, (short) 1).configs(Map.of("retention.ms", "-1")),
                            new NewTopic(topic + "-compacted", 1, (short) 1)
                                    .configs(Map.of("cleanup.policy", "compact", "retention.ms", "1000"))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        IdleGroups groups = groups(TIMERS, LONG);
        Map<String, Keeping> expected = Map.of(
                topic + "-short",
                new Keeping(Optional.of(Duration.ofHours(1)), Optional.of(1_000_000L)),
                topic + "-kept",
                Keeping.FOREVER,
                topic + "-compacted",
                Keeping.FOREVER);
        Subscription matching = new Subscription.Matching(Pattern.compile(Pattern.quote(topic) + "-.*"));
        GroupReader reader = reader(groups, matching, StartPosition.EARLIEST);
        write(topic + "-kept", "a");
        awaitValues("a");
        await().atMost(PATIENCE)
                .until(() -> reader.isAwake() && expected.equals(reader.report().topics()));
        reader.sleep();
        assertThat(reader.report().topics()).isEqualTo(expected);
    }

    @Test
    void whatCameBeforeAGroupThatBeginsAtTheEndIsNotReadAndWhatComesWhileItSleepsIs() throws Exception {
        makeTopic(topic, 1);
        write(topic, "before");
        GroupReader reader = reader(groups(TIMERS, LONG), StartPosition.LATEST);
        await().atMost(PATIENCE).until(() -> consumers.get() == 1);
        // It was there to note where the group begins.
        awaitAsleep(reader);
        write(topic, "after");
        awaitValues("after");
    }

    @Test
    void aNewPartitionAndANewTopicAreReadFromTheirFirstRecord() throws Exception {
        makeTopic(topic + "-a", 1);
        Subscription matching = new Subscription.Matching(Pattern.compile(Pattern.quote(topic) + "-.*"));
        GroupReader reader = reader(hasty(), matching, StartPosition.LATEST);
        await().atMost(PATIENCE).until(() -> consumers.get() == 1);
        awaitAsleep(reader);
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            admin.createPartitions(Map.of(topic + "-a", NewPartitions.increaseTo(2)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        makeTopic(topic + "-b", 1);
        try (var producer = producer()) {
            producer.send(new ProducerRecord<>(topic + "-a", 1, "k", "partition"));
            producer.send(new ProducerRecord<>(topic + "-b", 0, "k", "topic"));
        }
        awaitValues("partition", "topic");
    }

    @Test
    void aTopicThatIsMadeLaterIsReadFromItsFirstRecordWhereverTheGroupBegins() throws Exception {
        GroupReader reader = reader(hasty(), StartPosition.LATEST);
        await().atMost(PATIENCE).until(() -> reader.report().standing().equals(new Standing.NoTopic(List.of(topic))));
        assertThat(consumers).hasValue(0);
        makeTopic(topic, 1);
        write(topic, "first");
        awaitValues("first");
    }

    @Test
    void aSeekWakes() throws Exception {
        makeTopic(topic, 1);
        write(topic, "a", "b");
        GroupReader reader = reader(hasty(), StartPosition.EARLIEST);
        awaitValues("a", "b");
        awaitAsleep(reader);
        Seek seek = new Seek(Map.of(new TopicPartition(topic, 0), new Seek.Point(1, 1)));
        reader.seek(seek);
        awaitValues("a", "b", "b");
        awaitAsleep(reader);
        int before = consumers.get();
        // It is done once, also by whoever comes later.
        reader.close();
        GroupReader next = reader(hasty(), StartPosition.EARLIEST);
        next.seek(seek);
        await().atMost(PATIENCE).until(() -> next.report().partitions().equals(List.of(new Place(topic, 0, 2, 0))));
        assertThat(consumers).hasValue(before);
    }

    @Test
    void twoGatewaysSleepAndWakeForTheSameGroup() throws Exception {
        makeTopic(topic, 4);
        GroupReader one = reader(hasty(), StartPosition.EARLIEST);
        GroupReader other = reader(hasty(), StartPosition.EARLIEST);
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            awaitAsleep(one);
            awaitAsleep(other);
            String[] next = {round + "a", round + "b", round + "c", round + "d"};
            expected.addAll(List.of(next));
            write(topic, next);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(values).containsAll(expected));
        }
    }

    @Test
    void nothingIsLostBetweenAConsumerAndTheNext() throws Exception {
        makeTopic(topic, 2);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        GroupReader reader = reader(hasty(), StartPosition.EARLIEST);
        List<String> expected = new ArrayList<>();
        try (var producer = producer()) {
            for (int i = 0; i < 40; i++) {
                String value = Integer.toString(i);
                expected.add(value);
                producer.send(new ProducerRecord<>(topic, value, value)).get(30, TimeUnit.SECONDS);
                if (random.nextInt(4) == 0) {
                    awaitAsleep(reader);
                }
            }
        }
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(values).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected));
        assertThat(consumers.get()).isGreaterThan(1);
    }

    @Test
    void offsetsOfGroupsWithoutMembersAreCommittedAnewThoughDaysPass() throws Exception {
        Later timers = new Later();
        GroupReader reader = asleepAfterOneRecord(timers);
        await().atMost(PATIENCE).until(() -> reader.report().partitions().equals(List.of(new Place(topic, 0, 1, 0))));
        for (int day = 1; day <= 8; day++) {
            int before = commits();
            timers.later = Duration.ofDays(day);
            await().atMost(PATIENCE).until(() -> commits() > before);
        }
        assertThat(consumers).hasValue(1);
        write(topic, "b");
        awaitValues("a", "b");
    }

    @Test
    void offsetsAreCommittedAnewSoonAfterTheStartSoThatOftenStartedGatewaysKeepTheirGroups() throws Exception {
        Later timers = new Later();
        asleepAfterOneRecord(timers);
        int before = commits();
        timers.later = Duration.ofMinutes(6);
        await().atMost(PATIENCE).until(() -> commits() > before);
    }

    /** One that has read {@code a} of a topic with one partition, and gave its consumer up. */
    private GroupReader asleepAfterOneRecord(Timers timers) throws Exception {
        makeTopic(topic, 1);
        write(topic, "a");
        GroupReader reader = reader(groups(timers, Duration.ZERO), StartPosition.EARLIEST);
        awaitValues("a");
        awaitAsleep(reader);
        return reader;
    }

    /** How often an offset of the group was committed, as far as Kafka's topic of offsets still has it. */
    private int commits() {
        Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
        properties.put("auto.offset.reset", "earliest");
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        int found = 0;
        try (var consumer = new KafkaConsumer<>(properties, bytes, bytes)) {
            List<TopicPartition> all = consumer.partitionsFor("__consumer_offsets").stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (ends.entrySet().stream().anyMatch(each -> consumer.position(each.getKey()) < each.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    String key = new String(record.key(), StandardCharsets.ISO_8859_1);
                    // A key with the topic behind the group is that of an offset.
                    found += key.contains(group) && key.replace(group, "").contains(topic) ? 1 : 0;
                }
            }
        }
        return found;
    }
}
