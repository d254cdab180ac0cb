package dev.sluice.events.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.time.VirtualTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProgressWriterTest {

    private final VirtualTime time = new VirtualTime();
    private final List<String> written = new ArrayList<>();
    private CompletableFuture<Void> durable = CompletableFuture.allOf();

    private final ProgressWriter writer = new ProgressWriter(time, bytes -> {
        written.add(StandardCharsets.UTF_8.decode(bytes).toString());
        return durable;
    });

    private void told(String progress) {
        writer.told(ByteBuffer.wrap(progress.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theLastIsWrittenOnceASecondHoweverOftenItIsTold() {
        for (int i = 0; i < 10_000; i++) {
            told("" + i);
        }
        assertThat(written).isEmpty();

        time.pass(Duration.ofMillis(1_001));
        assertThat(written).containsExactly("9999");
        for (int i = 0; i < 2_500; i++) {
            told("a" + i);
            time.pass(Duration.ofMillis(1));
        }
        assertThat(written).hasSize(3);

        time.pass(Duration.ofHours(1));
        assertThat(written).hasSize(4).endsWith("a2499");
    }

    @Test
    void anAttemptThatEndsWritesNothingMoreAndTellsTheLast() {
        told("half");
        assertThat(writer.end().toCompletableFuture().join())
                .contains(ByteBuffer.wrap("half".getBytes(StandardCharsets.UTF_8)));
        told("more");

        time.pass(Duration.ofHours(1));
        assertThat(written).isEmpty();
    }

    @Test
    void theEndWaitsForWhatIsBeingWritten() {
        durable = new CompletableFuture<>();
        told("half");
        time.pass(Duration.ofSeconds(2));
        told("most");
        CompletableFuture<?> ended = writer.end().toCompletableFuture();
        assertThat(ended).isNotDone();

        durable.completeExceptionally(new IllegalStateException("the broker is away"));
        assertThat(ended).isCompleted();
        time.pass(Duration.ofHours(1));
        assertThat(written).containsExactly("half");
    }

    @Test
    void oneThatToldNothingHasNone() {
        assertThat(writer.end().toCompletableFuture().join()).isEmpty();
    }
}
