package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class StoredItemsTest {

    private static final Instant NOW = Instant.parse("2026-12-01T06:00:00Z");
    private static final StoredItems OPEN =
            StoredItems.NONE.in(BatchStanding.State.OPEN).storing(7).at(NOW);

    @Test
    void whatIsKeptIsReadAsItWas() {
        assertThat(StoredItems.read(OPEN.kept())).isEqualTo(OPEN);
        StoredItems withIds = OPEN.knownBy(Optional.of(12L)).in(BatchStanding.State.CLOSED);
        assertThat(StoredItems.read(withIds.kept())).isEqualTo(withIds);
        StoredItems again = OPEN.rerun(new Rerun("b", "stage"));
        assertThat(StoredItems.read(again.kept())).isEqualTo(again);
    }

    @Test
    void whatWasKeptWithoutATimeIsOld() {
        StoredItems read = StoredItems.read(new OffsetAndMetadata(7, "CLOSED 12"));

        assertThat(read.state()).contains(BatchStanding.State.CLOSED);
        assertThat(read.stored()).isEqualTo(7);
        assertThat(read.ids()).contains(12L);
        assertThat(read.isYoungerThan(BatchesWork.KEPT, NOW)).isFalse();
    }

    @Test
    void aBatchThatNobodyElseKnowsHasJustBegunOrIsForgotten() {
        assertThat(OPEN.isYoungerThan(BatchesWork.KEPT, NOW.plusSeconds(1))).isTrue();
        assertThat(OPEN.isYoungerThan(BatchesWork.KEPT, NOW.plus(Duration.ofDays(7))))
                .isFalse();
    }
}
