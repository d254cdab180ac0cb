package dev.sluice.events.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    @Test
    void aRecordIsReadFromItsBeginningByEachReader() {
        ByteBuffer bytes = ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8));
        DeadWork.TopicRecord dead = new DeadWork.TopicRecord(
                "orders",
                "orders",
                0,
                7,
                Optional.of(bytes),
                Optional.of(bytes),
                List.of(new DeadWork.Field("f", Optional.of(bytes)), new DeadWork.Field("f", Optional.empty())));

        dead.key().orElseThrow().get();
        dead.value().orElseThrow().get();
        dead.fields().getFirst().value().orElseThrow().get();

        assertThat(dead.key()).contains(bytes);
        assertThat(dead.value()).contains(bytes);
        assertThat(dead.fields().getFirst().value()).contains(bytes);
        assertThat(dead.value().orElseThrow().isReadOnly()).isTrue();
    }

    @Test
    void attemptsAreCounted() {
        assertThatThrownBy(() -> new Failure(Instant.EPOCH, "refused", "", -1, List.of()))
                .hasMessage("work was tried -1 times");
    }
}
