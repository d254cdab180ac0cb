package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RecordProgressTest {

    private static final int MOST = 64 * 1024;

    private final RecordProgress progress = new RecordProgress();

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>("orders", 0, offset, new byte[0], new byte[0]);
    }

    @Test
    void sixteenMebibytesAreKeptAndTheOldestIsForgottenFirst() {
        for (int i = 0; i < 300; i++) {
            progress.keep(record(i), ByteBuffer.allocate(MOST));
        }

        assertThat(progress.find(record(44))).isEmpty();
        assertThat(progress.find(record(299)))
                .hasValueSatisfying(told -> assertThat(told.remaining()).isEqualTo(MOST));
        long kept = 0;
        for (int i = 0; i < 300; i++) {
            kept += progress.find(record(i)).isPresent() ? 1 : 0;
        }
        assertThat(kept).isEqualTo((16 << 20) / (MOST + 100));
    }

    @Test
    void whatIsToldAgainTakesThePlaceOfWhatWasToldBefore() {
        for (int i = 0; i < 1_000; i++) {
            progress.keep(record(1), ByteBuffer.allocate(MOST));
        }
        progress.keep(record(2), ByteBuffer.allocate(1));
        assertThat(progress.find(record(1))).isPresent();

        progress.forget(record(1));
        assertThat(progress.find(record(1))).isEmpty();
        assertThat(progress.find(record(2))).isPresent();
    }
}
