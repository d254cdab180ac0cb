package dev.sluice.events.kept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.stored.Fields;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnWritesTest {

    private static final InvocationId ID = InvocationId.next(1);
    private static final InvocationId OTHER = InvocationId.next(2);

    private final OwnWrites writes = new OwnWrites();

    private static OwnWrites.Own at(long offset) {
        return new OwnWrites.Own(1, offset, Optional.empty());
    }

    @Test
    void whatWasWrittenIsFoundUntilItWasFollowed() {
        writes.written(ID, at(5));
        writes.followed(OTHER, 1, 4);
        assertThat(writes.find(ID)).isEqualTo(at(5));

        writes.followed(ID, 1, 5);

        assertThat(writes.find(ID)).isNull();
        assertThat(writes.size()).isZero();
    }

    @Test
    void whatWasFollowedBeforeItsWriterHeardOfItIsNotKept() {
        writes.followed(ID, 1, 5);

        writes.written(ID, at(5));

        assertThat(writes.find(ID)).isNull();
    }

    @Test
    void theNewestCountsInWhicheverOrderTheyAreAcknowledged() {
        writes.written(ID, at(7));
        writes.written(ID, at(6));
        assertThat(writes.find(ID)).isEqualTo(at(7));

        writes.followed(ID, 1, 6);
        assertThat(writes.find(ID)).isEqualTo(at(7));
    }

    @Test
    void eachIsNewsOnceAndOlderOnesAreNone() {
        assertThat(writes.written(ID, at(5))).isTrue();
        assertThat(writes.written(ID, at(4))).isFalse();

        assertThat(writes.followed(ID, 1, 4)).isFalse();
        assertThat(writes.followed(ID, 1, 5)).isFalse();
        assertThat(writes.followed(ID, 1, 6)).isTrue();

        assertThat(writes.written(ID, at(6))).isFalse();
    }

    @Test
    void aNewerOneOfSomebodyElseTakesItsPlace() {
        writes.written(ID, at(5));

        writes.followed(ID, 1, 8);

        assertThat(writes.find(ID)).isNull();
    }

    @Test
    void sixteenMebibytesAreHeldAndNotMoreUntilSomeWereFollowed() {
        ByteBuffer value = ByteBuffer.allocate(64 * 1024 - 1024);
        for (int i = 0; i < 256; i++) {
            assertThat(writes.isFull()).isFalse();
            InvocationId id = i == 0 ? ID : InvocationId.next(i);
            KeptRecord record = new KeptRecord(id, Fields.of(List.of()), value, Instant.EPOCH);
            // The second takes the place of the first.
            writes.written(id, new OwnWrites.Own(1, 2 * i, Optional.of(record)));
            writes.written(id, new OwnWrites.Own(1, 2 * i + 1, Optional.of(record)));
        }
        assertThat(writes.isFull()).isTrue();

        writes.followed(ID, 1, 1);

        assertThat(writes.isFull()).isFalse();
    }
}
