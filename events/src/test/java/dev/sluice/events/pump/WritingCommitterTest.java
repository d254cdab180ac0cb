package dev.sluice.events.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes of records is there at least once, whatever becomes of those who work on them; on a real broker. */
class WritingCommitterTest {

    private final PlayedWork played = new PlayedWork();

    @AfterEach
    void end() {
        played.close();
    }

    private PumpConsumer consumer() {
        return consumer(outputs -> played.new Doubling(outputs));
    }

    private PumpConsumer consumer(Function<Outputs, Work> work) {
        return played.consumer(
                work,
                (settings, made, loop, outputs) ->
                        PumpConsumer.atLeastOnce(played.cluster, settings, made, loop, played.in + "-0", outputs));
    }

    @Test
    void whatComesOfARecordIsThereThoughItsConsumersComeAndGo() throws Exception {
        int count = 3_000;

        List<String> all = played.comeAndGo(_ -> consumer(), count);

        assertThat(new HashSet<>(all)).hasSize(2 * count);
        assertThat(played.calls.get()).isGreaterThan(count);
    }

    @Test
    void whatIsWrittenIsNotWrittenAgainThoughATopicBesideItIsNotThere() throws Exception {
        int count = 200;
        String later = played.out + "-later";
        played.createTopics();
        played.sendAll(count);

        List<String> all = new ArrayList<>();
        List<String> ofLater = new ArrayList<>();
        try (KafkaConsumer<String, String> reader = played.reader();
                PumpConsumer _ = consumer(outputs -> new Parting(outputs, later))) {
            // A try waits for 10 s for the topic that is not there: this is time for two.
            await().atMost(PlayedWork.PATIENCE)
                    .pollDelay(Duration.ofSeconds(13))
                    .until(() -> PlayedWork.read(reader, all) > 0);
            played.create(later);
            try (KafkaConsumer<String, String> readerOfLater = played.reader(later)) {
                await().atMost(PlayedWork.PATIENCE)
                        .until(() -> PlayedWork.read(readerOfLater, ofLater) + PlayedWork.read(reader, all) >= count);
            }
        }

        assertThat(all).isNotEmpty().doesNotHaveDuplicates();
        assertThat(ofLater).hasSize(20).doesNotHaveDuplicates();
        assertThat(all).hasSize(180);
    }

    /** Puts one record in ten into another topic. */
    private final class Parting implements Work {

        private final Outputs outputs;
        private final String other;

        Parting(Outputs outputs, String other) {
            this.outputs = outputs;
            this.other = other;
        }

        @Override
        public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
            ConsumerRecord<byte[], byte[]> record = attempts.getFirst().record();
            String topic = new String(record.value(), StandardCharsets.UTF_8).endsWith("3") ? other : played.out;
            outputs.put(
                    new TopicPartition(record.topic(), record.partition()),
                    record.offset(),
                    List.of(new ProducerRecord<>(topic, record.value())));
            return CompletableFuture.completedFuture(List.of(Verdict.DONE));
        }

        @Override
        public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
            throw new AssertionError("nothing dies here: " + detail);
        }
    }

    @Test
    void whoGoesInPeaceLeavesNothingToBeWrittenAgain() throws Exception {
        played.createTopics();
        played.sendAll(500);

        List<String> all = new ArrayList<>();
        try (KafkaConsumer<String, String> reader = played.reader()) {
            try (PumpConsumer _ = consumer()) {
                await().atMost(PlayedWork.PATIENCE).until(() -> PlayedWork.read(reader, all) >= 300);
            }
            try (PumpConsumer _ = consumer()) {
                played.send(0, "last");
                await().atMost(PlayedWork.PATIENCE).untilAsserted(() -> {
                    PlayedWork.read(reader, all);
                    assertThat(all).contains("last-b");
                    assertThat(new HashSet<>(all)).hasSize(1_002);
                });
            }
            await().during(Duration.ofMillis(300)).until(() -> PlayedWork.read(reader, all) > 0);
        }

        assertThat(all).hasSize(1_002);
    }
}
