package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class PausedBatchesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final PausedBatches paused = new PausedBatches();

    private void kept(String key, String value) {
        paused.take(new ConsumerRecord<>(
                "kept", 0, 0, BatchRecords.key(key), value.isEmpty() ? null : value.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aBatchIsPausedWhileThatIsKeptOfIt() {
        kept("b", "1 3 3 -1 false true 0 false");
        kept("c\n", "1 -1 -1 -1 false false 0 true");
        kept("a\n", "1 4 9 -1 false true 0 true");
        assertThat(paused.all()).containsExactly("a", "c");

        kept("c\n", "1 4 9 12 false true 0 false");
        kept("a\n", "");
        assertThat(paused.all()).isEmpty();
    }

    @Test
    void oneThatIsGivenUpIsNotToldAsPausedAndStillNotCalled() {
        kept("a\n", "1 4 9 -1 false true 0 true");
        kept("a\n", "1 4 9 12 true true 0 true");

        assertThat(paused.all()).isEmpty();
        assertThat(paused.test("a")).isTrue();
    }

    @Test
    void whoWaitsIsToldWhenItIsSoAndNotForEver() throws InterruptedException {
        CompletableFuture<Void> told = CompletableFuture.runAsync(() -> kept("a\n", "1 -1 -1 -1 false false 0 true"));
        paused.await("a", true, PATIENCE);
        assertThat(paused.test("a")).isTrue();
        told.join();

        paused.await("a", false, Duration.ofMillis(20));
        assertThat(paused.test("a")).isTrue();
    }
}
