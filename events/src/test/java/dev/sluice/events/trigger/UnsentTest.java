package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.destination.Parcel;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.topic.TopicName;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class UnsentTest {

    private final Unsent unsent = new Unsent();

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>("orders", 0, offset, new byte[0], new byte[0]);
    }

    private static List<Parcel> parcels(int bytes) {
        TopicRecord record = new TopicRecord(Optional.empty(), Optional.of(new byte[bytes]), List.of());
        return List.of(new Parcel.Records(Optional.empty(), new TopicName(Namespace.DEFAULT, "done"), List.of(record)));
    }

    @Test
    void whatIsLeftOfARecordIsTakenOnce() {
        List<Parcel> left = parcels(1);
        unsent.keep(record(7), left);

        assertThat(unsent.take(record(8))).isEmpty();
        assertThat(unsent.take(record(7))).contains(left);
        assertThat(unsent.take(record(7))).isEmpty();
    }

    @Test
    void moreThanSixteenMebibytesAreNotHeld() {
        for (int i = 0; i < 16; i++) {
            unsent.keep(record(i), parcels(1024 * 1024));
        }
        assertThat(unsent.take(record(0))).isPresent();
        unsent.keep(record(0), parcels(1024 * 1024));

        unsent.keep(record(16), parcels(1));
        unsent.keep(record(17), parcels(16 * 1024 * 1024 + 1));

        assertThat(unsent.take(record(1))).isEmpty();
        assertThat(unsent.take(record(17))).isEmpty();
    }
}
