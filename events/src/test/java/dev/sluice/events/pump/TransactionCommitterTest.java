package dev.sluice.events.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.loop.Loop;
import dev.sluice.core.loop.Serial;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.client.WorkClients;
import dev.sluice.testkit.time.SystemTimers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of records is there once, whatever becomes of those who work on them; on a real broker. */
class TransactionCommitterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PARTITIONS = 3;
    private static final SystemTimers TIMERS = new SystemTimers();
    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

    private final KafkaCluster cluster = BrokerFixture.cluster();
    private final String in = BrokerFixture.freshName("in");
    private final String out = BrokerFixture.freshName("out");
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);

    @AfterAll
    static void end() {
        TIMERS.close();
    }

    /** Makes two records of each, after a while, at the second attempt of some. */
    private final class Doubling implements Work {

        private final Outputs outputs;
        private final Random random = new Random(7);

        Doubling(Outputs outputs) {
            this.outputs = outputs;
        }

        @Override
        public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
            Attempt attempt = attempts.getFirst();
            ConsumerRecord<byte[], byte[]> record = attempt.record();
            String value = new String(record.value(), StandardCharsets.UTF_8);
            calls.incrementAndGet();
            if (attempt.number() == 1 && value.endsWith("7")) {
                return CompletableFuture.completedFuture(
                        List.of(new Verdict(new Settlement.Retry(Duration.ofMillis(5), true), "again")));
            }
            int wait;
            synchronized (random) {
                wait = random.nextInt(20);
            }
            return CompletableFuture.supplyAsync(
                    () -> {
                        outputs.put(
                                new TopicPartition(record.topic(), record.partition()),
                                record.offset(),
                                List.of(made(value + "-a"), made(value + "-b")));
                        return List.of(Verdict.DONE);
                    },
                    CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS, THREADS));
        }

        private ProducerRecord<byte[], byte[]> made(String value) {
            return new ProducerRecord<>(out, value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
            throw new AssertionError("nothing dies here: " + detail);
        }
    }

    private PumpConsumer consumer(int number) {
        return consumer(number, Doubling::new);
    }

    private PumpConsumer consumer(int number, Function<Outputs, Work> work) {
        Outputs outputs = new Outputs();
        ConsumerSettings settings = new ConsumerSettings(
                in + "-group",
                new Subscription.Names(Set.of(in)),
                StartPosition.EARLIEST,
                PumpSettings.of(Delivery.ELASTIC, 50, 100),
                Duration.ofMillis(200));
        return new PumpConsumer(
                cluster,
                settings,
                work.apply(outputs),
                new Loop(TIMERS, Serial.on(THREADS)),
                in + "-" + number,
                outputs);
    }

    @Test
    void whatComesOfARecordIsThereOnceThoughItsConsumersComeAndGo() throws Exception {
        Map<String, Object> properties = cluster.clientProperties();
        createTopics();
        int count = 3_000;
        sendAll(count);

        List<PumpConsumer> open = new ArrayList<>();
        Set<String> seen = Collections.synchronizedSet(new HashSet<>());
        List<String> all = new ArrayList<>();
        try (KafkaConsumer<String, String> reader = reader(properties)) {
            for (int round = 0; round < 6; round++) {
                open.add(consumer(round));
                int wanted = Math.min(2 * count, (round + 1) * 400);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(read(reader, all)).isGreaterThanOrEqualTo(wanted));
                if (round % 2 == 1) {
                    open.removeFirst().close();
                }
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(read(reader, all)).isGreaterThanOrEqualTo(2 * count));
            open.forEach(PumpConsumer::close);
            read(reader, all);
        }

        seen.addAll(all);
        assertThat(all).hasSize(2 * count);
        assertThat(seen).hasSize(2 * count);
        assertThat(calls.get()).isGreaterThan(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0", "-0.2"})
    void whatWasLeftOpenHoldsNobodyBackOnceTheSameGatewayIsThereAgain(String left) throws Exception {
        Map<String, Object> properties = cluster.clientProperties();
        createTopics();
        Map<String, Object> before = new HashMap<>(properties);
        before.put("transactional.id", in + left);
        before.put("transaction.timeout.ms", 900_000);
        KafkaProducer<String, String> killed =
                new KafkaProducer<>(before, new StringSerializer(), new StringSerializer());
        killed.initTransactions();
        killed.beginTransaction();
        for (int i = 0; i < PARTITIONS; i++) {
            killed.send(new ProducerRecord<>(out, i, "k", "never seen")).get();
        }
        Map<String, Object> ofGroup = new HashMap<>(properties);
        ofGroup.put("group.id", in + "-group");
        try (KafkaConsumer<String, String> member =
                new KafkaConsumer<>(ofGroup, new StringDeserializer(), new StringDeserializer())) {
            killed.sendOffsetsToTransaction(
                    Map.of(new TopicPartition(in, 0), new OffsetAndMetadata(0)), member.groupMetadata());
        }
        send(0, "v");

        List<String> all = new ArrayList<>();
        try (PumpConsumer _ = consumer(0);
                KafkaConsumer<String, String> reader = reader(properties)) {
            await().atMost(PATIENCE).until(() -> read(reader, all) >= 2);
        }
        killed.close(Duration.ZERO);

        assertThat(all).containsExactlyInAnyOrder("v-a", "v-b");
    }

    @Test
    void whoTakesItsIdsEndsWhatIsUnderWayAndNothingIsLostOrThereTwice() throws Exception {
        Map<String, Object> properties = cluster.clientProperties();
        createTopics();
        int count = 2_000;
        sendAll(count);

        List<String> all = new ArrayList<>();
        try (PumpConsumer _ = consumer(0);
                KafkaConsumer<String, String> reader = reader(properties)) {
            for (int round = 0; round < 8; round++) {
                int wanted = round * 300;
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(read(reader, all)).isGreaterThanOrEqualTo(wanted));
                WorkClients.transactions(cluster, in + (round % 2 == 0 ? "-0" : "-0.2"))
                        .close();
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(read(reader, all)).isGreaterThanOrEqualTo(2 * count));
            read(reader, all);
        }

        assertThat(all).hasSize(2 * count).doesNotHaveDuplicates();
    }

    @Test
    void aTransactionThatTakesLongHoldsBackNeitherReadingNorOtherPartitions() throws Exception {
        createTopics();
        send(0, "slow");

        List<String> all = new ArrayList<>();
        try (PumpConsumer _ = consumer(0, Holding::new);
                KafkaConsumer<String, String> reader = reader(cluster.clientProperties())) {
            assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 5; i++) {
                String value = "quick" + i;
                send(1, value);
                await().atMost(PATIENCE).untilAsserted(() -> {
                    read(reader, all);
                    assertThat(all).contains(value);
                });
            }
            assertThat(all).doesNotContain("slow");
            held.countDown();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(read(reader, all)).isEqualTo(6));
        } finally {
            held.countDown();
        }

        assertThat(all).containsExactlyInAnyOrder("slow", "quick0", "quick1", "quick2", "quick3", "quick4");
    }

    @Test
    void partitionsAreGivenBackOnlyOnceWhatIsUnderWayIsCommitted() throws Exception {
        createTopics();
        send(0, "slow");

        List<String> all = new ArrayList<>();
        try (PumpConsumer first = consumer(0, Holding::new);
                KafkaConsumer<String, String> reader = reader(cluster.clientProperties())) {
            assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            first.stop();
            try (PumpConsumer _ = consumer(1, Holding::new)) {
                await().during(Duration.ofSeconds(1)).until(() -> !first.hasEnded());
                held.countDown();
                await().atMost(PATIENCE).untilAsserted(() -> {
                    read(reader, all);
                    assertThat(all).contains("slow");
                });
                await().atMost(PATIENCE).until(first::hasEnded);
                send(0, "next");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(read(reader, all)).isEqualTo(2));
            }
        } finally {
            held.countDown();
        }

        assertThat(all).containsExactly("slow", "next");
        assertThat(calls).hasValue(2);
    }

    /** Passes on each record; the transaction of one that is slow does not begin to write before it is let go. */
    private final class Holding implements Work {

        private final Outputs outputs;

        Holding(Outputs outputs) {
            this.outputs = outputs;
        }

        @Override
        public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
            ConsumerRecord<byte[], byte[]> record = attempts.getFirst().record();
            calls.incrementAndGet();
            boolean slow = new String(record.value(), StandardCharsets.UTF_8).equals("slow");
            outputs.put(
                    new TopicPartition(record.topic(), record.partition()),
                    record.offset(),
                    new Held(new ProducerRecord<>(out, record.partition(), null, record.value()), slow));
            return CompletableFuture.completedFuture(List.of(Verdict.DONE));
        }

        @Override
        public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
            throw new AssertionError("nothing dies here: " + detail);
        }
    }

    private final class Held implements Outputs.Made {

        private final ProducerRecord<byte[], byte[]> record;
        private final boolean slow;

        Held(ProducerRecord<byte[], byte[]> record, boolean slow) {
            this.record = record;
            this.slow = slow;
        }

        @Override
        public List<ProducerRecord<byte[], byte[]>> records() {
            if (slow) {
                begun.countDown();
                try {
                    assertThat(held.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                            .isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return List.of(record);
        }

        @Override
        public long bytes() {
            return 100;
        }

        @Override
        public CompletableFuture<Void> settled() {
            return CompletableFuture.completedFuture(null);
        }
    }

    private void createTopics() throws Exception {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            admin.createTopics(
                            List.of(new NewTopic(in, PARTITIONS, (short) 1), new NewTopic(out, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    private void send(int partition, String value) throws Exception {
        try (KafkaProducer<String, String> producer = producer()) {
            producer.send(new ProducerRecord<>(in, partition, "k", value)).get();
        }
    }

    private void sendAll(int count) throws Exception {
        try (KafkaProducer<String, String> producer = producer()) {
            List<Future<RecordMetadata>> sent = IntStream.range(0, count)
                    .mapToObj(i -> producer.send(new ProducerRecord<>(in, "v" + i, "v" + i)))
                    .toList();
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }

    private KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(cluster.clientProperties(), new StringSerializer(), new StringSerializer());
    }

    private KafkaConsumer<String, String> reader(Map<String, Object> properties) {
        Map<String, Object> reading = new HashMap<>(properties);
        reading.put("isolation.level", "read_committed");
        reading.put("auto.offset.reset", "earliest");
        KafkaConsumer<String, String> reader =
                new KafkaConsumer<>(reading, new StringDeserializer(), new StringDeserializer());
        reader.assign(IntStream.range(0, PARTITIONS)
                .mapToObj(i -> new TopicPartition(out, i))
                .toList());
        return reader;
    }

    private static int read(KafkaConsumer<String, String> reader, List<String> all) {
        reader.poll(Duration.ofMillis(200)).forEach(record -> all.add(record.value()));
        return all.size();
    }
}
