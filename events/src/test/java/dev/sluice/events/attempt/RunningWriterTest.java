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

class RunningWriterTest {

    private final VirtualTime time = new VirtualTime();
    private final List<String> written = new ArrayList<>();
    private CompletableFuture<Void> durable = CompletableFuture.allOf();

    private final RunningWriter writer = new RunningWriter(time, Duration.ofSeconds(30), (progress, held) -> {
        String told = progress.map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString())
                .orElse("nothing");
        written.add(held ? told + ", held" : told);
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
    void oneThatIsHeldIsWrittenAgainAndAgainUntilItsEnd() {
        CompletableFuture<Void> held = writer.hold().toCompletableFuture();
        assertThat(held).isCompleted();
        time.pass(Duration.ofSeconds(61));
        assertThat(written).containsExactly("nothing, held", "nothing, held", "nothing, held");
        told("half");
        time.pass(Duration.ofSeconds(2));
        assertThat(written).hasSize(4).endsWith("half, held");

        writer.end();
        time.pass(Duration.ofHours(1));
        assertThat(written).hasSize(4);
        assertThat(writer.hold().toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void holdingWaitsForWhatIsBeingWrittenAndFailsIfItIsNotKept() {
        durable = new CompletableFuture<>();
        told("half");
        time.pass(Duration.ofSeconds(2));
        CompletableFuture<Void> held = writer.hold().toCompletableFuture();
        assertThat(written).containsExactly("half");
        assertThat(held).isNotDone();

        CompletableFuture<Void> first = durable;
        durable = CompletableFuture.failedFuture(new IllegalStateException("the broker is away"));
        first.complete(null);
        assertThat(written).containsExactly("half", "half, held");
        assertThat(held).isCompletedExceptionally();
        time.pass(Duration.ofSeconds(31));
        assertThat(written).hasSize(3);
    }

    @Test
    void oneThatToldNothingHasNone() {
        assertThat(writer.end().toCompletableFuture().join()).isEmpty();
    }
}
