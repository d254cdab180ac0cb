package dev.sluice.events.pump;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OutputsTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final long FULL = 64L << 20;

    private final Outputs outputs = new Outputs();

    private void put(long offset, int bytes) {
        outputs.put(PARTITION, offset, List.of(new ProducerRecord<>("u", new byte[bytes])));
    }

    @Test
    void itIsFullByWhatWasPutAndByWhatThatBecameUntilItIsForgotten() {
        outputs.own(PARTITION);
        put(0, 1 << 20);
        put(1, 1);
        assertThat(outputs.isFull()).isFalse();
        outputs.grown(PARTITION, 0, FULL - (2 << 20));
        assertThat(outputs.isFull()).isFalse();
        outputs.grown(PARTITION, 0, 1 << 20);
        assertThat(outputs.isFull()).isTrue();

        outputs.forget(PARTITION, Progress.at(1));
        assertThat(outputs.isFull()).isFalse();
        outputs.grown(PARTITION, 0, FULL);
        assertThat(outputs.isFull()).as("what is forgotten does not grow").isFalse();
    }

    @Test
    void whatComesOfARecordOnceMoreTakesThePlaceOfWhatCameBefore() {
        outputs.own(PARTITION);
        for (int i = 0; i < 100; i++) {
            put(0, 1 << 20);
        }
        assertThat(outputs.isFull()).isFalse();
    }

    @Test
    void nothingIsHeldOfAPartitionThatIsSomebodyElses() {
        put(0, 1);
        outputs.grown(PARTITION, 0, FULL);
        outputs.own(PARTITION);
        put(0, 1);
        outputs.grown(PARTITION, 0, FULL);
        assertThat(outputs.isFull()).isTrue();

        outputs.forget(List.of(PARTITION));

        assertThat(outputs.isFull()).isFalse();
        assertThat(outputs.between(PARTITION, Progress.at(0), Progress.at(1))).isEmpty();
    }
}
