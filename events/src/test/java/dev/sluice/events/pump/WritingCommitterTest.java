package dev.sluice.events.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
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
        return played.consumer(
                outputs -> played.new Doubling(outputs),
                (settings, work, loop, outputs) -> new PumpConsumer(played.cluster, settings, work, loop, outputs));
    }

    @Test
    void whatComesOfARecordIsThereThoughItsConsumersComeAndGo() throws Exception {
        int count = 3_000;

        List<String> all = played.comeAndGo(_ -> consumer(), count);

        assertThat(new HashSet<>(all)).hasSize(2 * count);
        assertThat(played.calls.get()).isGreaterThan(count);
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
