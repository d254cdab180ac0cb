package dev.sluice.events.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class NeededTest {

    @Test
    void whatIsNeededStillStays() {
        assertThat(Needed.first(Needed.beside(20, OptionalLong.of(7)))).isEqualTo(7);
        assertThat(Needed.first(Needed.beside(20, OptionalLong.empty()))).isEqualTo(20);
        assertThat(Needed.first(Needed.beside(20, OptionalLong.of(30)))).isEqualTo(20);
    }

    @Test
    void nothingIsDeletedByWhatIsNotUnderstood() {
        assertThat(Needed.first(new OffsetAndMetadata(20, "needed by somebody")))
                .isZero();
    }

    @Test
    void besideTheOffsetOfAPumpNothingIsNeeded() {
        assertThat(Needed.first(new OffsetAndMetadata(20, "1 h7ps"))).isEqualTo(20);
    }
}
