package dev.sluice.events.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.record.ReadRecord;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.RecordText;
import dev.sluice.events.record.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Topics on a real broker. */
class TopicsTest {

    private static final TopicSettings ANY = settings(null, null);
    private static final Duration LONG = Duration.ofSeconds(20);

    private static final Topics TOPICS = new Topics(
            BrokerFixture.cluster(), new TopicNames("sluice."), new TopicDefaults(Optional.empty(), Optional.empty()));

    private final Namespace namespace = new Namespace(BrokerFixture.freshName("ns"));

    @AfterAll
    static void close() {
        TOPICS.close();
    }

    @Test
    void aTopicIsMadeOnceAndFoundAgainIfItIsAsWanted() throws TopicException {
        TopicName topic = topic("orders");
        TopicSettings wanted = new TopicSettings(
                Optional.of(3), Optional.of(1), Optional.of(Retention.parse("2d")), Optional.of(4096));

        TopicCreation made = TOPICS.create(topic, wanted);
        TopicCreation again = TOPICS.create(topic, settings(3, null));

        assertThat(made).isEqualTo(new TopicCreation(topic, wanted, true));
        assertThat(again).isEqualTo(new TopicCreation(topic, wanted, false));
        assertFault(
                () -> TOPICS.create(topic, settings(4, null)), new TopicFault.Exists(topic, wanted, settings(4, null)));
    }

    @Test
    void aTopicThatIsThereBecomesAsItIsWantedWhereItCan() throws TopicException {
        TopicName topic = topic("becoming");
        TOPICS.become(topic, settings(2, null));
        TopicSettings wanted = new TopicSettings(
                Optional.of(3), Optional.of(1), Optional.of(Retention.parse("2d")), Optional.of(4096));

        TOPICS.become(topic, wanted);
        TOPICS.become(topic, settings(3, null));

        assertThat(TOPICS.settings(topic)).isEqualTo(wanted);
        assertFault(
                () -> TOPICS.become(topic, settings(2, null)), new TopicFault.Exists(topic, wanted, settings(2, null)));
        assertThat(TOPICS.settings(topic)).isEqualTo(wanted);
    }

    @Test
    void whatNobodyToldIsTheChoiceOfThePlatformOrTheBroker() throws TopicException {
        TopicSettings chosen = TOPICS.create(topic("usual"), ANY).settings();

        assertThat(chosen).hasToString("partitions 1, replication 1, retention 7d, maxMessageBytes 1048588");
        try (Topics others = new Topics(
                BrokerFixture.cluster(),
                new TopicNames("sluice."),
                new TopicDefaults(Optional.of(3), Optional.of(1)))) {
            assertThat(others.create(topic("others"), ANY).settings().partitions())
                    .contains(3);
        }
    }

    @Test
    void topicsAreListedByNamespaceAndPage() throws TopicException {
        for (String name : List.of("c", "a", "b")) {
            TOPICS.create(topic(name), settings(2, null));
        }

        TopicPage first = TOPICS.list(namespace, "", 2);
        TopicPage second = TOPICS.list(namespace, "b", 2);

        assertThat(first)
                .isEqualTo(
                        new TopicPage(List.of(new TopicLine(topic("a"), 2, 1), new TopicLine(topic("b"), 2, 1)), true));
        assertThat(second).isEqualTo(new TopicPage(List.of(new TopicLine(topic("c"), 2, 1)), false));
        assertThat(TOPICS.list(Namespace.DEFAULT, "", 10_000).topics())
                .noneMatch(line -> line.topic().name().startsWith("__")
                        || line.topic().name().contains(namespace.value()));
    }

    @Test
    void aDeletedTopicIsGoneAndMayBeMadeAnew() throws TopicException {
        TopicName topic = made("shortlived");
        publish(topic, "k", "old");

        TOPICS.delete(topic);

        assertFault(() -> TOPICS.describe(topic), new TopicFault.NoSuchTopic(topic));
        assertFault(() -> TOPICS.delete(topic), new TopicFault.NoSuchTopic(topic));
        assertFault(() -> publish(topic, "k", "lost"), new TopicFault.NoSuchTopic(topic));
        assertFault(() -> read(topic, new ReadFrom.Begin()), new TopicFault.NoSuchTopic(topic));
        TOPICS.create(topic, ANY);
        assertThat(publish(topic, "k", "new")).isEqualTo(new Place(0, 0));
        assertThat(read(topic, new ReadFrom.Begin())).containsExactly("new");
    }

    @Test
    void namesThatKafkasMetricsWouldMixUpAreRefused() throws TopicException {
        made("a.b");

        assertFault(
                () -> made("a_b"),
                new TopicFault.Collides(topic("a_b"), topic("a.b").kafkaName()));
    }

    @Test
    void whatKafkaRefusesIsToldInItsWords() {
        TopicName topic = topic("copies");
        TopicSettings three = new TopicSettings(Optional.empty(), Optional.of(3), Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> TOPICS.create(topic, three))
                .isInstanceOfSatisfying(
                        TopicException.class,
                        e -> assertThat(e.fault())
                                .isInstanceOfSatisfying(
                                        TopicFault.Refused.class,
                                        refused -> assertThat(refused.detail())
                                                .startsWith("Kafka refuses the topic 'copies': ")
                                                .contains("3")
                                                .endsWith(".")));
    }

    @Test
    void theReportHasOffsetsAndTheLagOfGroups() throws Exception {
        TopicName topic = made("reported");
        for (int i = 0; i < 5; i++) {
            publish(topic, "k", "v" + i);
        }
        String group = BrokerFixture.freshName("group");
        try (Admin admin = Admin.create(new HashMap<>(BrokerFixture.cluster().clientProperties()))) {
            admin.alterConsumerGroupOffsets(
                            group, Map.of(new TopicPartition(topic.kafkaName(), 0), new OffsetAndMetadata(2)))
                    .all()
                    .get();
        }

        TopicReport report = TOPICS.describe(topic);

        assertThat(report.partitions()).containsExactly(new TopicReport.Partition(0, 0, 5, 1, 1));
        assertThat(report.groups()).containsExactly(new TopicReport.Group(group, "empty", 3));
        assertThat(report.cleanup()).isEqualTo("delete");
    }

    @Test
    void whatIsPublishedIsReadAsItWas() throws TopicException {
        TopicName topic = made("bytes");
        byte[] binary = {0, (byte) 0xff, 10};
        TopicRecord record = new TopicRecord(
                Optional.of(binary),
                Optional.of(binary),
                List.of(
                        new RecordHeader("h", Optional.of(binary)),
                        new RecordHeader("none", Optional.empty()),
                        RecordHeader.of("h", "again")));
        TopicRecord tombstone = new TopicRecord(Optional.of(new byte[0]), Optional.empty(), List.of());

        List<Place> places = TOPICS.publish(topic, List.of(record, tombstone));
        List<ReadRecord> read = records(topic, new ReadFrom.Begin());

        assertThat(places).containsExactly(new Place(0, 0), new Place(0, 1));
        assertThat(read).extracting(ReadRecord::offset).containsExactly(0L, 1L);
        assertThat(read.getFirst().record()).usingRecursiveComparison().isEqualTo(record);
        assertThat(read.getLast().record()).usingRecursiveComparison().isEqualTo(tombstone);
        assertThat(read.getFirst().time()).isAfter(Instant.now().minus(Duration.ofMinutes(5)));
    }

    @Test
    void recordsOfOneKeyStayInOrder() throws TopicException {
        TopicName topic = topic("ordered");
        TOPICS.create(topic, settings(4, null));
        List<TopicRecord> batch = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            batch.add(text("key-" + i % 7, "" + i));
        }

        TOPICS.publish(topic, batch);

        Map<String, Integer> last = new HashMap<>();
        for (ReadRecord read : records(topic, new ReadFrom.Begin())) {
            String key = read.record().key().flatMap(RecordText::read).orElseThrow();
            int number = Integer.parseInt(value(read));
            assertThat(number % 7).isEqualTo(Integer.parseInt(key.substring(4)));
            assertThat(last.getOrDefault(key, -1)).isLessThan(number);
            last.put(key, number);
        }
        assertThat(last).hasSize(7);
    }

    @Test
    void aRecordThatIsTooLargeIsRefusedWithAllThatCameWithIt() throws TopicException {
        TopicName topic = topic("small");
        TOPICS.create(topic, settings(1, 1000));
        TopicRecord largest = largest(1000);
        TopicRecord larger = new TopicRecord(
                Optional.empty(), Optional.of(new byte[largest.value().orElseThrow().length + 1]), List.of());

        assertFault(
                () -> TOPICS.publish(topic, List.of(text("k", "v"), larger)),
                new TopicFault.TooLarge(topic, 1, 1001, 1000));
        assertThat(records(topic, new ReadFrom.Begin())).isEmpty();
        assertThat(TOPICS.recordLimit(topic)).isEqualTo(1000);
        assertThat(TOPICS.publish(topic, List.of(largest))).containsExactly(new Place(0, 0));
    }

    @Test
    void whatIsTooLargeForUsIsTooLargeForKafkaButForTheSlack() throws TopicException {
        TopicName topic = topic("exact");
        TOPICS.create(topic, settings(1, 1000));
        byte[] value = new byte[largest(1000).value().orElseThrow().length + RecordSize.SLACK + 1];
        TopicRecord record = new TopicRecord(Optional.empty(), Optional.of(value), List.of());
        try (TopicClients clients = new TopicClients(BrokerFixture.cluster())) {
            var producer = clients.producer();

            assertThatThrownBy(() -> producer.send(record.to(topic.kafkaName())).get())
                    .hasCauseInstanceOf(RecordTooLargeException.class);
        }
    }

    @Test
    void theLastRecordsAreThoseOfAllPartitionsByTime() throws TopicException {
        TopicName topic = topic("last");
        TOPICS.create(topic, settings(3, null));
        for (int i = 0; i < 30; i++) {
            publish(topic, "key-" + i % 5, "" + i);
        }
        Instant before = records(topic, new ReadFrom.Begin()).stream()
                .map(ReadRecord::time)
                .max(Instant::compareTo)
                .orElseThrow();
        await().until(() -> Instant.now().isAfter(before.plusMillis(5)));
        publish(topic, "key-0", "30");
        Instant since = before.plusMillis(1);

        assertThat(read(topic, new ReadFrom.Last(1))).containsExactly("30");
        assertThat(read(topic, new ReadFrom.Last(31))).hasSize(31);
        assertThat(read(topic, new ReadFrom.Since(since))).containsExactly("30");
        assertThat(read(topic, new ReadFrom.End())).isEmpty();
    }

    @Test
    void theLastRecordsAreFoundBetweenTheEndsOfTransactions() throws TopicException {
        TopicName topic = topic("transactions");
        TOPICS.create(topic, settings(1, null));
        Map<String, Object> settings = new HashMap<>(BrokerFixture.cluster().clientProperties());
        settings.put("transactional.id", topic.kafkaName());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (int i = 0; i < 9; i++) {
                producer.beginTransaction();
                producer.send(text("key", "" + i).to(topic.kafkaName()));
                if (i % 3 == 1) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }

        assertThat(read(topic, new ReadFrom.Last(1))).containsExactly("8");
        assertThat(read(topic, new ReadFrom.Last(4))).containsExactly("3", "5", "6", "8");
        assertThat(read(topic, new ReadFrom.Last(100))).hasSize(6);
    }

    @Test
    void readingBeginsAtAnOffsetOfOnePartition() throws TopicException {
        TopicName topic = made("offsets");
        for (int i = 0; i < 5; i++) {
            publish(topic, "k", "" + i);
        }

        assertThat(read(topic, new ReadFrom.Offset(3))).containsExactly("3", "4");
        assertThat(read(topic, new ReadFrom.Offset(5))).isEmpty();
        assertFault(
                () -> read(topic, new ReadFrom.Offset(6)),
                new TopicFault.NoSuchPlace("Partition 0 of the topic 'offsets' has the offsets 0 to 5, and not 6."));
        assertFault(
                () -> TOPICS.read(new TailWish(topic, new ReadFrom.Begin(), OptionalInt.of(1), false)),
                new TopicFault.NoSuchPlace("The topic 'offsets' has no partition 1: it has 0 to 0."));
    }

    @Test
    void aReaderWhoFollowsGetsWhatComesAndIsToldWhatIsLost() throws Exception {
        TopicName topic = made("followed");
        publish(topic, "k", "0");
        publish(topic, "k", "1");
        trim(topic, 1);
        try (TopicTail tail = TOPICS.read(new TailWish(topic, new ReadFrom.Offset(0), OptionalInt.empty(), true))) {

            assertThat(tail.next(LONG)).isEqualTo(new TailStep.Lost(0, 1));
            assertThat(values(step(tail))).containsExactly("1");
            publish(topic, "k", "2");
            assertThat(values(step(tail))).containsExactly("2");
            assertThat(tail.next(Duration.ofMillis(10))).isEqualTo(new TailStep.Quiet());
            tail.close();
            assertThat(tail.next(LONG)).isEqualTo(new TailStep.End());
        }
    }

    @Test
    void aReaderWhoWaitsIsWokenWhenItIsClosed() throws Exception {
        TopicName topic = made("woken");
        TopicTail tail = TOPICS.read(new TailWish(topic, new ReadFrom.End(), OptionalInt.empty(), true));
        Thread closer = Thread.ofVirtual().start(tail::close);

        TailStep step = tail.next(Duration.ofMinutes(5));

        closer.join();
        assertThat(step).isEqualTo(new TailStep.End());
    }

    private static void trim(TopicName topic, long offset) throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(BrokerFixture.cluster().clientProperties()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topic.kafkaName(), 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    private static List<ReadRecord> step(TopicTail tail) throws TopicException {
        TailStep step = tail.next(LONG);
        while (step instanceof TailStep.Quiet) {
            step = tail.next(LONG);
        }
        return ((TailStep.Records) step).records();
    }

    private static List<String> read(TopicName topic, ReadFrom from) throws TopicException {
        return values(records(topic, from));
    }

    private static List<ReadRecord> records(TopicName topic, ReadFrom from) throws TopicException {
        List<ReadRecord> all = new ArrayList<>();
        try (TopicTail tail = TOPICS.read(new TailWish(topic, from, OptionalInt.empty(), false))) {
            for (TailStep step = tail.next(LONG); !(step instanceof TailStep.End); step = tail.next(LONG)) {
                if (step instanceof TailStep.Records(List<ReadRecord> records)) {
                    all.addAll(records);
                }
            }
        }
        return all;
    }

    private static List<String> values(List<ReadRecord> records) {
        return records.stream().map(TopicsTest::value).toList();
    }

    private static String value(ReadRecord read) {
        return read.record().value().flatMap(RecordText::read).orElseThrow();
    }

    /** A record that takes exactly {@code bytes}. */
    private static TopicRecord largest(int bytes) {
        for (int length = bytes; ; length--) {
            TopicRecord record = new TopicRecord(Optional.empty(), Optional.of(new byte[length]), List.of());
            if (RecordSize.of(record) == bytes) {
                return record;
            }
        }
    }

    private TopicName topic(String name) {
        return new TopicName(namespace, name);
    }

    private TopicName made(String name) throws TopicException {
        return TOPICS.create(topic(name), ANY).topic();
    }

    private static Place publish(TopicName topic, String key, String value) throws TopicException {
        return TOPICS.publish(topic, List.of(text(key, value))).getFirst();
    }

    private static TopicRecord text(String key, String value) {
        return new TopicRecord(
                Optional.of(key.getBytes(StandardCharsets.UTF_8)),
                Optional.of(value.getBytes(StandardCharsets.UTF_8)),
                List.of());
    }

    private static TopicSettings settings(@Nullable Integer partitions, @Nullable Integer bytes) {
        return new TopicSettings(
                Optional.ofNullable(partitions), Optional.empty(), Optional.empty(), Optional.ofNullable(bytes));
    }

    private static void assertFault(ThrowingCallable call, TopicFault fault) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TopicException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
