package dev.sluice.events.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.loop.Loop;
import dev.sluice.core.loop.Serial;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.testkit.time.SystemTimers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/** Consumers of one topic whose work puts records into another one; on a real broker. */
final class PlayedWork implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(90);
    static final int PARTITIONS = 3;

    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

    final KafkaCluster cluster = BrokerFixture.cluster();
    final String in = BrokerFixture.freshName("in");
    final String out = BrokerFixture.freshName("out");
    final AtomicInteger calls = new AtomicInteger();

    private final SystemTimers timers = new SystemTimers();

    /** Makes a consumer that commits in a way of its own. */
    interface Committing {
        PumpConsumer consumer(ConsumerSettings settings, Work work, Loop loop, Outputs outputs);
    }

    @Override
    public void close() {
        timers.close();
    }

    PumpConsumer consumer(Function<Outputs, Work> work, Committing committing) {
        Outputs outputs = new Outputs();
        ConsumerSettings settings = new ConsumerSettings(
                in + "-group",
                new Subscription.Names(Set.of(in)),
                StartPosition.EARLIEST,
                PumpSettings.of(Delivery.ELASTIC, 50, 100),
                Duration.ofMillis(200));
        return committing.consumer(settings, work.apply(outputs), new Loop(timers, Serial.on(THREADS)), outputs);
    }

    /** Has as many come and go while {@code count} records are read, and tells what came out. */
    List<String> comeAndGo(IntFunction<PumpConsumer> consumers, int count) throws Exception {
        createTopics();
        sendAll(count);
        List<PumpConsumer> open = new ArrayList<>();
        List<String> all = new ArrayList<>();
        try (KafkaConsumer<String, String> reader = reader()) {
            for (int round = 0; round < 6; round++) {
                open.add(consumers.apply(round));
                int wanted = Math.min(2 * count, (round + 1) * 400);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(read(reader, all)).isGreaterThanOrEqualTo(wanted));
                if (round % 2 == 1) {
                    open.removeFirst().close();
                }
            }
            await().atMost(PATIENCE).untilAsserted(() -> {
                read(reader, all);
                assertThat(new HashSet<>(all)).hasSize(2 * count);
            });
            open.forEach(PumpConsumer::close);
            read(reader, all);
        }
        return all;
    }

    /** Makes two records of each, after a while, at the second attempt of some. */
    final class Doubling implements Work {

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

    void createTopics() throws Exception {
        create(in);
        create(out);
    }

    void create(String topic) throws Exception {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    void send(int partition, String value) throws Exception {
        try (KafkaProducer<String, String> producer = producer()) {
            producer.send(new ProducerRecord<>(in, partition, "k", value)).get();
        }
    }

    void sendAll(int count) throws Exception {
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

    KafkaConsumer<String, String> reader() {
        return reader(out);
    }

    KafkaConsumer<String, String> reader(String topic) {
        return BrokerFixture.reader(cluster, topic, PARTITIONS);
    }

    static int read(KafkaConsumer<String, String> reader, List<String> all) {
        reader.poll(Duration.ofMillis(200)).forEach(record -> all.add(record.value()));
        return all.size();
    }
}
