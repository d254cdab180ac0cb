package dev.sluice.events.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.events.client.WorkClients;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of records is there once, whatever becomes of those who work on them; on a real broker. */
class TransactionCommitterTest {

    private final PlayedWork played = new PlayedWork();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final AtomicInteger broken = new AtomicInteger(1);

    @AfterEach
    void end() {
        played.close();
    }

    private PumpConsumer consumer(int number) {
        return consumer(number, outputs -> played.new Doubling(outputs));
    }

    private PumpConsumer consumer(int number, Function<Outputs, Work> work) {
        return played.consumer(
                work,
                (settings, made, loop, outputs) ->
                        new PumpConsumer(played.cluster, settings, made, loop, played.in + "-" + number, outputs));
    }

    @Test
    void whatComesOfARecordIsThereOnceThoughItsConsumersComeAndGo() throws Exception {
        int count = 3_000;

        List<String> all = played.comeAndGo(this::consumer, count);

        assertThat(all).hasSize(2 * count).doesNotHaveDuplicates();
        assertThat(played.calls.get()).isGreaterThan(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0", "-0.2"})
    void whatWasLeftOpenHoldsNobodyBackOnceTheSameGatewayIsThereAgain(String left) throws Exception {
        Map<String, Object> properties = played.cluster.clientProperties();
        played.createTopics();
        Map<String, Object> before = new HashMap<>(properties);
        before.put("transactional.id", played.in + left);
        before.put("transaction.timeout.ms", 900_000);
        KafkaProducer<String, String> killed =
                new KafkaProducer<>(before, new StringSerializer(), new StringSerializer());
        killed.initTransactions();
        killed.beginTransaction();
        for (int i = 0; i < PlayedWork.PARTITIONS; i++) {
            killed.send(new ProducerRecord<>(played.out, i, "k", "never seen")).get();
        }
        Map<String, Object> ofGroup = new HashMap<>(properties);
        ofGroup.put("group.id", played.in + "-group");
        try (KafkaConsumer<String, String> member =
                new KafkaConsumer<>(ofGroup, new StringDeserializer(), new StringDeserializer())) {
            killed.sendOffsetsToTransaction(
                    Map.of(new TopicPartition(played.in, 0), new OffsetAndMetadata(0)), member.groupMetadata());
        }
        played.send(0, "v");

        List<String> all = new ArrayList<>();
        try (PumpConsumer _ = consumer(0);
                KafkaConsumer<String, String> reader = played.reader()) {
            await().atMost(PlayedWork.PATIENCE).until(() -> PlayedWork.read(reader, all) >= 2);
        }
        killed.close(Duration.ZERO);

        assertThat(all).containsExactlyInAnyOrder("v-a", "v-b");
    }

    @Test
    void whoTakesItsIdsEndsWhatIsUnderWayAndNothingIsLostOrThereTwice() throws Exception {
        played.createTopics();
        int count = 2_000;
        played.sendAll(count);

        List<String> all = new ArrayList<>();
        try (PumpConsumer _ = consumer(0);
                KafkaConsumer<String, String> reader = played.reader()) {
            for (int round = 0; round < 8; round++) {
                int wanted = round * 300;
                await().atMost(PlayedWork.PATIENCE)
                        .untilAsserted(
                                () -> assertThat(PlayedWork.read(reader, all)).isGreaterThanOrEqualTo(wanted));
                WorkClients.transactions(played.cluster, played.in + (round % 2 == 0 ? "-0" : "-0.2"))
                        .close();
            }
            await().atMost(PlayedWork.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(PlayedWork.read(reader, all)).isGreaterThanOrEqualTo(2 * count));
            PlayedWork.read(reader, all);
        }

        assertThat(all).hasSize(2 * count).doesNotHaveDuplicates();
    }

    @Test
    void aTransactionThatTakesLongHoldsBackNeitherReadingNorOtherPartitions() throws Exception {
        played.createTopics();
        played.send(0, "slow");

        List<String> all = new ArrayList<>();
        try (PumpConsumer _ = consumer(0, Holding::new);
                KafkaConsumer<String, String> reader = played.reader()) {
            assertThat(begun.await(PlayedWork.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            for (int i = 0; i < 5; i++) {
                String value = "quick" + i;
                played.send(1, value);
                await().atMost(PlayedWork.PATIENCE).untilAsserted(() -> {
                    PlayedWork.read(reader, all);
                    assertThat(all).contains(value);
                });
            }
            assertThat(all).doesNotContain("slow");
            held.countDown();
            await().atMost(PlayedWork.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(PlayedWork.read(reader, all)).isEqualTo(6));
        } finally {
            held.countDown();
        }

        assertThat(all).containsExactlyInAnyOrder("slow", "quick0", "quick1", "quick2", "quick3", "quick4");
    }

    @Test
    void partitionsAreGivenBackOnlyOnceWhatIsUnderWayIsCommitted() throws Exception {
        played.createTopics();
        played.send(0, "slow");

        List<String> all = new ArrayList<>();
        try (PumpConsumer first = consumer(0, Holding::new);
                KafkaConsumer<String, String> reader = played.reader()) {
            assertThat(begun.await(PlayedWork.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            first.stop();
            try (PumpConsumer _ = consumer(1, Holding::new)) {
                await().during(Duration.ofSeconds(1)).until(() -> !first.hasEnded());
                held.countDown();
                await().atMost(PlayedWork.PATIENCE).untilAsserted(() -> {
                    PlayedWork.read(reader, all);
                    assertThat(all).contains("slow");
                });
                await().atMost(PlayedWork.PATIENCE).until(first::hasEnded);
                played.send(0, "next");
                await().atMost(PlayedWork.PATIENCE)
                        .untilAsserted(
                                () -> assertThat(PlayedWork.read(reader, all)).isEqualTo(2));
            }
        } finally {
            held.countDown();
        }

        assertThat(all).containsExactly("slow", "next");
        assertThat(played.calls).hasValue(2);
    }

    @Test
    void aTopicThatIsNotThereIsWaitedForOnceAndNotForEachRecord() throws Exception {
        int count = 200;
        played.create(played.in);
        played.sendAll(count);

        List<String> all = new ArrayList<>();
        try (PumpConsumer _ = consumer(0)) {
            await().atMost(PlayedWork.PATIENCE).until(() -> played.calls.get() >= count);
            played.create(played.out);
            try (KafkaConsumer<String, String> reader = played.reader()) {
                await().atMost(PlayedWork.PATIENCE)
                        .untilAsserted(
                                () -> assertThat(PlayedWork.read(reader, all)).isGreaterThanOrEqualTo(2 * count));
            }
        }

        assertThat(all).hasSize(2 * count).doesNotHaveDuplicates();
    }

    @Test
    void whatCannotBeMadeIsMadeAgain() throws Exception {
        played.createTopics();
        played.send(0, "broken");

        List<String> all = new ArrayList<>();
        try (PumpConsumer _ = consumer(0, Holding::new);
                KafkaConsumer<String, String> reader = played.reader()) {
            await().atMost(PlayedWork.PATIENCE).until(() -> PlayedWork.read(reader, all) > 0);
        }

        assertThat(all).containsExactly("broken");
        assertThat(broken).hasValue(0);
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
            played.calls.incrementAndGet();
            boolean slow = new String(record.value(), StandardCharsets.UTF_8).equals("slow");
            outputs.put(
                    new TopicPartition(record.topic(), record.partition()),
                    record.offset(),
                    new Held(new ProducerRecord<>(played.out, record.partition(), null, record.value()), slow));
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
            if (new String(record.value(), StandardCharsets.UTF_8).equals("broken") && broken.getAndSet(0) > 0) {
                throw new IllegalStateException("this is broken once");
            }
            if (slow) {
                begun.countDown();
                try {
                    assertThat(held.await(PlayedWork.PATIENCE.toSeconds(), TimeUnit.SECONDS))
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
}
